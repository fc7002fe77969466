import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Office } from './office.ts'
import { COMMAND } from './processes.ts'

const PASSWORD = '青禾镇的早晨很安静。'

/** An officer's browser, signed in. */
export interface Desk {
  /** Reads a page to its end. @returns ms and bytes @throws when there is no such page */
  read(path: string): Promise<{ ms: number; bytes: number }>
  /** Reads a page again and again until told to stop. @returns the times in ms */
  watch(path: string, pauseMs: number): () => Promise<number[]>
}

/** Makes an officer with the command line, as an administrator would, and signs in. */
export async function openDesk({ service, dataDir }: Office, role = 'manager'): Promise<Desk> {
  await addOfficer(dataDir, role)
  const signedIn = await fetch(`${service.url}/desk/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: service.url },
    body: new URLSearchParams({ login: `bench-${role}`, password: PASSWORD }),
  })
  const cookie = signedIn.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ')
  if (signedIn.status !== 303 || cookie === '')
    throw new Error(`signing in was answered with ${signedIn.status}: ${await signedIn.text()}`)
  const read = async (path: string) => {
    const began = performance.now()
    const response = await fetch(service.url + path, { headers: { cookie }, redirect: 'manual' })
    let bytes = 0
    if (response.body) for await (const chunk of response.body) bytes += chunk.length
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`)
    return { ms: performance.now() - began, bytes }
  }
  return {
    read,
    watch(path, pauseMs) {
      let watching = true
      const times: number[] = []
      const done = (async () => {
        while (watching) {
          times.push((await read(path)).ms)
          await sleep(pauseMs)
        }
      })()
      return async () => {
        watching = false
        await done
        return times
      }
    },
  }
}

async function addOfficer(dataDir: string, role: string): Promise<void> {
  const args = [
    'officer',
    'add',
    '--login',
    `bench-${role}`,
    '--name',
    '测速',
    '--role',
    role,
    '--password-stdin',
  ]
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    cwd: dataDir,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(PASSWORD)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('an officer could not be made')
}
