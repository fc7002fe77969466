import type { Transporter } from 'nodemailer'
import type { Letter, Mailer } from '../../domain/delivery/mail.ts'

/**
 * Marks a letter as automatic, so that no out-of-office note replies to it (RFC 3834, 5; Exchange:
 * X-Auto-Response-Suppress). Reports of failed delivery still come: they are not suppressed.
 */
const AUTOMATIC = {
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
}

/** The domain of the office's own address: the part of a List-Id that makes it unique (RFC 2919). */
const domainOf = (from: string) => /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'

/** Connects to the office's mail server and signs in, without sending anything. @throws nodemailer's error */
export async function tryMailServer(url: string, timeoutMs: number): Promise<void> {
  const { default: nodemailer } = await import('nodemailer')
  const transport = nodemailer.createTransport(url, { connectionTimeout: timeoutMs } as object)
  try {
    await transport.verify()
  } finally {
    transport.close()
  }
}

/** Letters through the office's mail server (SMTP_URL, `smtps://user:password@host:465`). */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  // Loaded with the first letter.
  let transport: Promise<Transporter> | undefined
  const open = async () => (await import('nodemailer')).default.createTransport(url, { from })
  return {
    async send({ to, subject, text, html, series, images = [], files = [] }: Letter) {
      transport ??= open()
      await (await transport).sendMail({
        from,
        to,
        subject,
        text,
        html,
        headers: AUTOMATIC,
        ...(series && {
          list: { id: { url: `${series.id}.${domainOf(from)}`, comment: series.name } },
        }),
        // Images shown in the letter come first: some programs list the others below it.
        attachments: [
          ...images.map(({ id, png }) => ({
            cid: id,
            filename: `${id}.png`,
            content: Buffer.from(png),
            contentType: 'image/png',
            contentDisposition: 'inline' as const,
          })),
          ...files.map(({ name, mime, bytes }) => ({
            filename: name,
            content: Buffer.from(bytes),
            contentType: mime,
          })),
        ],
      })
    },
  }
}
