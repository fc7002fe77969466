/** A backup that cannot be made or restored, in Chinese for the administrator, with what to do. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem'
}

export const TRUNCATED = '备份文件不完整：后面一截没有了，可能没有拷贝完。请重新拷贝，或换一份备份。'
export const DAMAGED = '备份文件坏了，或没有拷贝完整：里面的内容和做备份时不一样。请重新拷贝，或换一份备份。'
