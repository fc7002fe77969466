import nodemailer from 'nodemailer'
import type { Letter, Mailer } from '../../domain/mail.ts'

/** Letters through the office's mail server (SMTP_URL, `smtps://user:password@host:465`). */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const transport = nodemailer.createTransport(url, { from })
  return {
    async send({ to, subject, text, html, images = [], files = [] }: Letter) {
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        html,
        // What is shown in the letter comes first: some programs list the rest below it.
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
