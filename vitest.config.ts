import { defineConfig } from 'vitest/config'

const test = {
  // The machine's zone must never matter: tests run far from Shanghai, across a daylight-saving zone.
  env: { TZ: 'America/New_York' },
  // Properties that are tried more often (test/helpers/runs.ts) have that much longer.
  testTimeout: 90_000 * Math.max(1, Number(process.env.FC_RUNS ?? 1)),
  hookTimeout: 180_000,
  // Files of one worker share what is loaded (Prisma, the sample office, the empty database): half the time.
  isolate: false,
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        // What needs no build, database or browser: `npm run test:unit`, or one file of it in two seconds.
        test: {
          ...test,
          name: 'unit',
          include: [
            'test/{domain,flow,search,channels}/**/*.test.ts',
            'test/{config,floors,lockfile,properties}.test.ts',
          ],
          exclude: ['test/channels/wechat/{menu-file,other-puppet,journey}.test.ts'],
        },
      },
      {
        test: {
          ...test,
          name: 'all',
          include: ['test/**/*.test.{ts,tsx}'],
          globalSetup: ['test/helpers/memory-disk.ts', 'test/helpers/build-command.ts'],
        },
      },
      {
        // The same tests of what touches the database, on a real PostgreSQL.
        test: {
          ...test,
          name: 'postgres',
          include: [
            'test/usecases/**/*.test.ts',
            'test/store/**/*.test.ts',
            'test/web/cases/two-at-once.test.ts',
          ],
          globalSetup: ['test/helpers/memory-disk.ts', 'test/helpers/postgres.ts'],
        },
      },
    ],
  },
})
