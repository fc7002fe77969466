import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RESERVE_BYTES } from '../../usecases/base/media/enough-disk.ts'
import { bad, type Check, type Finding, ok, type Patient, warn } from './finding.ts'

const MB = 1024 * 1024
const ROOM_BYTES = 1024 * MB
const FEW_INODES = 20_000
const FEW_FILES = 1024
const OLDEST_NODE = [20, 19] as const

/** The version of Node.js. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
  return enough
    ? ok(`Node.js ${version}`)
    : bad(`Node.js ${version} 太旧`, `请换成 ${OLDEST_NODE.join('.')} 以上的版本（建议 22）。`)
}

/** The space for the data directory. */
export function diskFindings(free: { bytes: number; inodes: number }): Finding[] {
  const said =
    free.bytes >= 10 * 1024 * MB
      ? `${Math.round(free.bytes / 1024 / MB)} GB`
      : `${Math.round(free.bytes / MB)} MB`
  const todo = '请清理磁盘上别的东西，或换大磁盘；不要动 DATA_DIR 里的文件。'
  return [
    free.bytes < RESERVE_BYTES
      ? bad(`磁盘只剩 ${said}，已经不收照片和文件`, todo)
      : free.bytes < ROOM_BYTES
        ? warn(`磁盘只剩 ${said}，少于 300 MB 就不收照片和文件了`, todo)
        : ok(`磁盘还有 ${said}`),
    // Some file systems have no such number.
    ...(free.inodes > 0 && free.inodes < FEW_INODES
      ? [
          warn(
            `文件系统只剩 ${free.inodes} 个 inode`,
            '再多文件就建不了。请用 df -i 找出小文件太多的目录，清理它。',
          ),
        ]
      : []),
  ]
}

/** What the user who runs this may do in the data directory, and what others may. */
export function rightsFindings(dataDir: string, me = process.getuid?.()): Finding[] {
  const key = join(dataDir, 'secret.key')
  const paths = [dataDir, key].filter(existsSync)
  const findings: Finding[] = []
  for (const path of paths) {
    const { mode, uid } = statSync(path)
    if ((mode & 0o077) !== 0)
      findings.push(bad(`别的用户能读 ${path}`, `请运行 chmod go-rwx ${path}。服务重新启动时也会自己收紧。`))
    if (me !== undefined && me !== 0 && uid !== me)
      findings.push(
        warn(
          `${path} 属于别的用户（${uid}）`,
          '请用运行回音的用户来运行这个命令，例如 sudo -u huiyin huiyin doctor。',
        ),
      )
  }
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    findings.push(bad(`不能写 ${dataDir}`, '请把写入权限给运行回音的用户。'))
  }
  return findings.length > 0 ? findings : [ok(`${dataDir} 只有自己能读写`)]
}

/** How many files a process may open, from its /proc/PID/limits. */
export function fileLimitFinding(limits: string | undefined): Finding | undefined {
  const soft = /^Max open files +(\d+|unlimited)/m.exec(limits ?? '')?.[1]
  if (soft === undefined) return undefined
  return soft !== 'unlimited' && Number(soft) < FEW_FILES
    ? warn(`最多只能同时打开 ${soft} 个文件`, '人多时连接会被拒绝。请在 systemd 里写 LimitNOFILE=65536。')
    : ok(`能同时打开 ${soft} 个文件`)
}

const limitsOf = (pid: number | 'self'): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/limits`, 'utf8')
  } catch {
    return undefined
  }
}

export const MACHINE: readonly Check[] = [
  { id: 'node', name: 'Node.js', look: () => nodeFinding(process.versions.node), failed: '' },
  {
    id: 'disk',
    name: '磁盘',
    look({ config }: Patient) {
      const { bavail, bsize, ffree } = statfsSync(config.dataDir)
      return diskFindings({ bytes: bavail * bsize, inodes: ffree })
    },
    failed: '读不了磁盘的剩余空间。请检查 DATA_DIR 所在的磁盘。',
  },
  {
    id: 'rights',
    name: '数据目录',
    look: ({ config }) => rightsFindings(config.dataDir),
    failed: '请检查 DATA_DIR 属于运行回音的用户。',
  },
  {
    id: 'files',
    name: '打开文件',
    look: ({ pid }) =>
      fileLimitFinding((pid && limitsOf(pid)) || limitsOf('self')) ?? ok('这个系统看不到限制'),
    failed: '',
  },
]
