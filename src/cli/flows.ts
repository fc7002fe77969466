import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Outbound } from '../domain/base/message.ts'
import { renderPlain } from '../domain/base/text/message-text.ts'
import { begin, flowSet, graph, resume, type Session, settle, type Turn, type World } from '../flow/mod.ts'
import type { Content } from '../usecases/base/context.ts'
import { ContentError, loadContent, sayProblems } from '../usecases/office/load-content.ts'
import { officeForFlows, understandingOf } from '../usecases/talk/world.ts'
import { CommandFailure } from './failure.ts'
import { say, sayJson } from './say.ts'
import { officeDirHere } from './settings.ts'
import { simulateCall } from './simulate-call.ts'

/** `huiyin flows check`, and `guides check` for one folder of it: every problem at once, with file and line. */
export async function check({ only, json }: { only?: string; json?: true }): Promise<void> {
  const dir = officeDirHere()
  const found = await loadContent(dir, new Date()).catch((error: Error) => {
    if (error instanceof ContentError) return error
    throw error
  })
  const problems = (found instanceof ContentError ? found.problems : found.warnings).filter(
    p => !only || p.file.startsWith(only),
  )
  const wrong = problems.some(p => p.severity === 'error')
  if (json) sayJson({ ok: !wrong, problems })
  else if (problems.length > 0) (wrong ? process.stderr : process.stdout).write(`${sayProblems(problems)}\n`)
  if (!json && !wrong) say(found instanceof ContentError ? '没有问题。' : summaryOf(found.content, only))
  if (wrong) process.exitCode = 1
}

function summaryOf({ guides, flows, office }: Content, only?: string): string {
  const unchecked = [...guides.values()].filter(g => !g.checked).length
  const aboutGuides = `办事指南 ${guides.size} 篇${unchecked ? `，其中 ${unchecked} 篇还没有核对（checked: false）` : ''}`
  return only === 'guides/'
    ? `没有问题：${aboutGuides}。`
    : `没有问题：${office.name}，对话 ${flows.length} 个，${aboutGuides}。`
}

/** `huiyin flows graph ID`: Mermaid on stdout. */
export async function drawFlow(id: string): Promise<void> {
  const { content } = await loadContent(officeDirHere(), new Date())
  say(graph(flowNamed(content, id)))
}

function flowNamed(content: Content, id: string) {
  const flow = content.flows.find(f => f.id === id)
  if (!flow) {
    throw new CommandFailure(`没有名为 ${id} 的对话。可以是：${content.flows.map(f => f.id).join('、')}`)
  }
  return flow
}

/** `huiyin flows play ID`: a dialogue in the terminal, without a database. Its actions are only described. */
export async function play(id: string): Promise<void> {
  const { content } = await loadContent(officeDirHere(), new Date())
  flowNamed(content, id)
  const flows = flowSet(content.flows)
  const ids = { sessionId: randomUUID() }
  let session: Session | null = null
  const finish = async (turn: Turn) => {
    const told: string[] = []
    const done = await settle(flows, turn, newcomersWorld(content), async call => {
      told.push(`（这里会执行 ${call.action}：${JSON.stringify(call.args)}）`)
      return simulateCall(call, content)
    })
    for (const line of told) say(line)
    for (const message of done.messages) show(message)
    session = done.session
  }
  const lines = createInterface({
    input: process.stdin,
    ...(process.stdin.isTTY && { output: process.stdout }),
  })
  lines.setPrompt('> ')
  await finish(begin(flows, id, ids, newcomersWorld(content)))
  if (process.stdin.isTTY) lines.prompt()
  for await (const line of lines) {
    if (line.trim()) await finish(resume(flows, session, { text: line.trim() }, newcomersWorld(content), ids))
    if (process.stdin.isTTY) lines.prompt()
  }
}

function show(message: Outbound): void {
  say()
  say(renderPlain(message))
}

/** The data of a dialogue for a new resident. */
function newcomersWorld(content: Content): World {
  return {
    ...understandingOf(content),
    office: officeForFlows(content.office),
    contact: { isNew: true, openCases: 0 },
    now: new Date(),
  }
}
