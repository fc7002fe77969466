import dotenv from 'dotenv'
import { type Config, readConfig } from '../config.ts'

/**
 * The settings of the folder a command is run in: its .env, under what the environment already says.
 * @throws ConfigError
 */
export function settings(): Config {
  dotenv.config({ quiet: true })
  return readConfig()
}
