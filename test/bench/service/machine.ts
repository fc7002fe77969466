import { cpus, release, totalmem, type } from 'node:os'

/** Where and when something was measured. */
export const machine = () => ({
  at: new Date().toISOString().slice(0, 16).replace('T', ' '),
  cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 1e9),
  system: `${type()} ${release()}`,
  node: process.version,
})
