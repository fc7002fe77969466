import express from 'express'
import type { Context } from '../../src/usecases/base/context.ts'
import { createApp } from '../../src/web/app.ts'

interface Layer {
  mount?: string
  route?: { path: string | string[]; stack: { method?: string }[] }
  handle?: { stack?: Layer[] }
}
interface Uses {
  stack: Layer[]
  use(...args: unknown[]): unknown
}

/**
 * Every path of the whole site that answers GET, as it is written (`/desk/cases/:number`). The application itself is
 * asked, so that a page added later is in every test that walks over all of them.
 */
export function getPaths(ctx: Context): string[] {
  const routers = express.Router.prototype as unknown as Uses
  const { use } = routers
  // Express 5 keeps no path of what is mounted: it is noted here while the application is put together.
  routers.use = function (this: Uses, ...args: unknown[]) {
    const before = this.stack.length
    const answer = use.apply(this, args)
    if (typeof args[0] === 'string') for (const layer of this.stack.slice(before)) layer.mount = args[0]
    return answer
  }
  try {
    const { stack } = (createApp(ctx) as unknown as { router: Uses }).router
    return [...new Set(pathsIn(stack, ''))].sort()
  } finally {
    routers.use = use
  }
}

const pathsIn = (layers: readonly Layer[], prefix: string): string[] =>
  layers.flatMap(({ mount = '', route, handle }) =>
    route
      ? route.stack.some(l => l.method === 'get')
        ? [route.path].flat().map(path => `${prefix}${path}`.replace(/(?<=.)\/$/, ''))
        : []
      : pathsIn(handle?.stack ?? [], `${prefix}${mount === '/' ? '' : mount}`),
  )
