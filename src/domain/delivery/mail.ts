/** A letter to an officer's mailbox. Residents are never written to by e-mail. */
export interface Letter {
  to: string
  subject: string
  text: string
  html: string
  /** Shown inside `html` as `<img src="cid:ID">`. */
  images?: readonly { id: string; png: Uint8Array }[]
  /** The series it belongs to, e.g. the digests: mail programs sort by it. */
  series?: { id: string; name: string }
  files?: readonly { name: string; mime: string; bytes: Uint8Array }[]
}

export interface Mailer {
  /** Hands it to the mail server. Throws when the server did not accept it. */
  send(letter: Letter): Promise<void>
}
