/** What is done to an officer's way in: each gives somebody a way to sign for somebody else. */
export type AccessAct = 'added' | 'link' | 'linkUsed' | 'password' | 'factor' | 'token'
