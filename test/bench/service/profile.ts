/** A CPU profile as V8 writes it: a tree of frames, and how many samples met each. */
export interface CpuProfile {
  nodes: readonly {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
    hitCount?: number
    children?: readonly number[]
  }[]
}

/** One function of the message path. Shares are of all samples that were not idle. */
export interface Frame {
  /** `name file`, e.g. `normalise src/search/words.ts`. */
  name: string
  /** In it itself. */
  self: number
  /** In it and in what it calls. */
  total: number
}

/** What V8 calls the time in which nothing happened. */
const IDLE = new Set(['(idle)', '(root)', '(program)'])

/**
 * The functions in which most of the time was spent, most first.
 * @param nameOf the name and source of a frame: a bundle's lines mean nothing to a reader
 */
export function topFrames(
  { nodes }: CpuProfile,
  nameOf: (frame: CpuProfile['nodes'][number]['callFrame']) => string,
): Frame[] {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const names = new Map(nodes.map(node => [node.id, nameOf(node.callFrame)]))
  const busy = (node: CpuProfile['nodes'][number]) =>
    IDLE.has(node.callFrame.functionName) ? 0 : (node.hitCount ?? 0)
  const all = nodes.reduce((sum, node) => sum + busy(node), 0)
  const self = new Map<string, number>()
  const total = new Map<string, number>()
  const add = (to: Map<string, number>, name: string, hits: number) =>
    to.set(name, (to.get(name) ?? 0) + hits)
  /** @returns the hits below a node; a function that calls itself counts once on each path. */
  const walk = (id: number, path: ReadonlySet<string>): number => {
    const node = byId.get(id)!
    const name = names.get(id)!
    const inside = path.has(name) ? path : new Set([...path, name])
    const hits = (node.children ?? []).reduce((sum, child) => sum + walk(child, inside), busy(node))
    add(self, name, busy(node))
    if (!path.has(name)) add(total, name, hits)
    return hits
  }
  const children = new Set(nodes.flatMap(node => node.children ?? []))
  for (const { id } of nodes) if (!children.has(id)) walk(id, new Set())
  return [...self]
    .filter(([name]) => !IDLE.has(name))
    .map(([name, hits]) => ({ name, self: hits / all, total: (total.get(name) ?? 0) / all }))
    .sort((a, b) => b.self - a.self)
}

/** For docs/performance.md. */
export function framesTable(frames: readonly Frame[], top: number): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const rows = frames.slice(0, top).map(f => `| ${f.name} | ${percent(f.self)} | ${percent(f.total)} |`)
  return ['| function | itself | with what it calls |', '| --- | --- | --- |', ...rows].join('\n')
}
