import { existsSync, statSync } from 'node:fs'
import { type Config, dataDirOf, officeDirOf, readConfig, restoreSettingsOf } from '../config.ts'
import { loadEnvFile } from './env-file.ts'
import { CommandFailure } from './failure.ts'

/**
 * The settings for a command: the environment, then the .env of the current folder.
 * @throws ConfigError
 */
export function settings(): Config {
  loadEnvFile()
  return readConfig()
}

/** The path of the office's content, for a command that reads nothing else; makes no data directory and no key. */
export function officeDirHere(): string {
  loadEnvFile()
  return officeDirOf()
}

/** Where DATA_DIR is, for a command that reads no other setting; makes nothing there. */
export function dataDirHere(): string {
  loadEnvFile()
  return dataDirOf()
}

/** The settings for `restore`, which makes no data directory and no key. @throws ConfigError */
export function restoreSettings(): ReturnType<typeof restoreSettingsOf> {
  loadEnvFile()
  return restoreSettingsOf()
}

/** DATABASE_URL as it is set, for a command that needs no data directory and no key. @throws ConfigError */
export const databaseUrlHere = (): string | undefined => restoreSettings().databaseUrl

/**
 * The settings for a command on existing data; makes no data directory and no database.
 * @throws ConfigError, CommandFailure
 */
export function settingsOfExisting(): Config {
  loadEnvFile()
  const dir = dataDirOf()
  if (!existsSync(dir)) {
    throw new CommandFailure(
      `没有这个数据目录：${dir}。请到回音所在的目录运行，或用 DATA_DIR 指明；第一次用请先启动服务（serve）。`,
    )
  }
  const config = readConfig()
  const file = /^file:(.+)$/.exec(config.databaseUrl)?.[1]
  if (file && !(existsSync(file) && statSync(file).isFile())) {
    throw new CommandFailure(`数据目录 ${dir} 里还没有数据。第一次用请先启动服务（serve）。`)
  }
  return config
}
