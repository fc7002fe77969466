import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Crowd } from './crowd.ts'
import { type Bench, openOffice } from './office.ts'
import { startClient } from './processes.ts'
import { type Frame, topFrames } from './profile.ts'
import { sourceNames } from './sources.ts'

/** Where the service's main thread spends its time while residents write everything at once. */
export async function recordMessages(bench: Bench, seconds: number, file?: string): Promise<Frame[]> {
  const client = startClient()
  const office = await openOffice(bench)
  try {
    bench.note('profile: warming up')
    const crowd = new Crowd({ office, client, residents: 500, atOnce: 32 })
    await crowd.mix({ least: 3, most: 3, seconds: 0 })
    bench.note('profile: recording')
    await office.service.record()
    await crowd.mix({ least: 2, most: 1000, seconds })
    const path = file ?? join(bench.dir, 'message.cpuprofile')
    await office.service.saveProfile(path)
    return topFrames(JSON.parse(readFileSync(path, 'utf8')), sourceNames())
  } finally {
    await client.stop()
    await office.close()
  }
}
