import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { SERVICE_FLAGS } from '../../../src/tools/replay/own-server.ts'

test.each(['start', 'demo'])(
  'a service started for a replay or a benchmark has the Node options of npm %s',
  name => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(scripts[name]).toContain(`node ${SERVICE_FLAGS.join(' ')} dist/cli/main.js`)
  },
)
