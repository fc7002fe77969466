/**
 * Milliseconds of work this process has done since. A clock on the wall also counts what other programs of the machine
 * do, so a limit on it is broken by a busy machine and not by slow code.
 */
export function cpuTime(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}
