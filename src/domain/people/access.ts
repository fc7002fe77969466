/** Changes to an officer's access. After each of them somebody else might sign in as that officer. */
export type AccessAct = 'added' | 'link' | 'linkUsed' | 'password' | 'factor' | 'token'
