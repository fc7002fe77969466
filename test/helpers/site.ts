import { createServer, type Server } from 'node:http'
import { hash } from '@node-rs/argon2'
import type { Logger } from 'pino'
import type { Role } from '../../src/domain/office/roles.ts'
import { actorOf, type OfficerActor } from '../../src/domain/people/actor.ts'
import { setPasswordHash } from '../../src/store/people/officers.ts'
import { listenOnLoopback } from '../../src/tools/loopback.ts'
import { createOfficer } from '../../src/usecases/people/officers.ts'
import { createApp } from '../../src/web/app.ts'
import { type TestContext, type TestOptions, testContext } from './context.ts'

export interface TestSite {
  ctx: TestContext
  url: string
  close(): Promise<void>
}

/** The whole site on a free port of this machine, over plain HTTP. */
export async function testSite(options: TestOptions & { log?: Logger } = {}): Promise<TestSite> {
  // The address must be known before the context is made: its links and its Origin check use it.
  const server: Server = createServer()
  const { url, close } = await listenOnLoopback(server)
  const ctx = await testContext({ ...options, config: { BASE_URL: url, ...options.config } })
  server.on('request', createApp(options.log ? { ...ctx, log: options.log } : ctx))
  return {
    ctx,
    url,
    async close() {
      await close()
      await ctx.close()
    },
  }
}

/** Of every officer that a test makes. */
export const PASSWORD = '青禾镇的早晨很安静。'

/**
 * As cheap as argon2 allows: a hash says how it was made, so each sign-in of a test costs as little. What the real one
 * costs, and which passwords are refused, test/usecases/people proves.
 */
let cheapHash: Promise<string> | undefined

/** An officer who signs in with PASSWORD, as the actor of a move. */
export async function addOfficer(
  ctx: TestContext,
  login: string,
  role: Role,
  departmentId?: string,
  areaId?: string,
): Promise<OfficerActor> {
  const made = await createOfficer(ctx, {
    login,
    name: `${login}同志`,
    role,
    ...(departmentId && { departmentId }),
    ...(areaId && { areaId }),
  })
  cheapHash ??= hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 })
  const passwordHash = await cheapHash
  await ctx.db.inTransaction(tx =>
    setPasswordHash(tx, made.id, passwordHash, { accessById: null, accessAt: ctx.now(), accessReset: false }),
  )
  return actorOf(made)
}

/** Several officers by login: `{ lin: 'dispatcher', zhang: ['clerk', 'construction'] }`. */
export async function addOfficers<Login extends string>(
  ctx: TestContext,
  officers: Record<Login, Role | readonly [Role, string]>,
): Promise<Record<Login, OfficerActor>> {
  const added: Partial<Record<Login, OfficerActor>> = {}
  for (const login of Object.keys(officers) as Login[]) {
    const given: Role | readonly [Role, string] = officers[login]
    added[login] = await (typeof given === 'string'
      ? addOfficer(ctx, login, given)
      : addOfficer(ctx, login, ...given))
  }
  return added as Record<Login, OfficerActor>
}

/** One officer of each role, whose login is the role; the clerk is the construction department's, or of `department`. */
export const addEveryRole = (ctx: TestContext, department = 'construction') =>
  addOfficers(ctx, {
    clerk: ['clerk', department],
    dispatcher: 'dispatcher',
    reviewer: 'reviewer',
    manager: 'manager',
    auditor: 'auditor',
    correspondent: ['correspondent', department],
    observer: 'observer',
    admin: 'admin',
  })

/** A page or a refusal, read. */
export interface Answer {
  status: number
  text: string
  headers: Headers
  location: string | null
}

/** A browser of few words: keeps cookies, sends forms with the token of the last page it saw. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  csrf = ''
  constructor(
    readonly url: string,
    readonly headers: Record<string, string> = {},
  ) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers: { ...this.headers, ...headers } })
  }

  /**
   * The text of a page that is there. What is not on a refusal, or on the door that one is sent to, says nothing.
   * @throws when it is answered with anything but 200
   */
  async page(path: string, headers: Record<string, string> = {}): Promise<string> {
    const { status, location, text } = await this.get(path, headers)
    if (status !== 200) throw new Error(`${path}: no page, but ${status} ${location ?? text.slice(0, 200)}`)
    return text
  }

  /** Posts a form as a browser does, with our own Origin and the session's token. */
  async post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#send(path, {
      method: 'POST',
      body: new URLSearchParams({ ...(this.csrf && { _csrf: this.csrf }), ...fields }),
      headers: { origin: this.url, ...this.headers, ...headers },
    })
  }

  /** The same with several values under one name, as ticked rows of the queue send them. */
  async bulk(numbers: readonly string[], fields: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams({ _csrf: this.csrf, ...fields })
    for (const number of numbers) body.append('number', number)
    return this.#send('/desk/bulk', {
      method: 'POST',
      body,
      headers: { origin: this.url, ...this.headers },
    })
  }

  /** Opens a case page as its script does: the code goes as a form, and comes back as this page's cookie. */
  async own(number: string, code: string): Promise<Answer> {
    const answer = await this.post('/c', { number, k: code })
    return answer.location ? this.get(answer.location) : answer
  }

  async signIn(login: string, password = PASSWORD): Promise<Answer> {
    const answer = await this.post('/desk/sign-in', { login, password })
    if (answer.status === 303) await this.get(answer.location ?? '/desk')
    return answer
  }

  /** A move, with the version of the page as it is now. */
  async move(number: string, move: string, fields: Record<string, string> = {}): Promise<Answer> {
    const page = await this.get(`/desk/cases/${number}`)
    const version = versionOn(page) ?? '1'
    return this.post(`/desk/cases/${number}/moves/${move}`, { version, ...fields })
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, this.url), {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie && { cookie }) },
    })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value) this.cookies.set(name, value)
      else this.cookies.delete(name)
    }
    const text = await response.text()
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? this.csrf
    return {
      status: response.status,
      text,
      headers: response.headers,
      location: response.headers.get('location'),
    }
  }
}

/** Signs an officer in and returns their browser. */
export async function signedIn(site: TestSite, login: string): Promise<Visitor> {
  const visitor = new Visitor(site.url)
  const { status } = await visitor.signIn(login)
  if (status !== 303) throw new Error(`${login} could not sign in: ${status}`)
  return visitor
}

/** The version of the case that a form on this page would change; undefined where it has none. */
export const versionOn = (page: { text: string }): string | undefined =>
  /name="version" value="(\d+)"/.exec(page.text)?.[1]
