import { type FileProblem, readYaml } from '../base/yaml-file.ts'
import { type Office, officeSchema } from './office.ts'
import { retentionProblems } from './retention.ts'

/** Reads flows/office.yaml and checks that its references are valid. */
export function parseOffice(
  text: string,
  file: string,
): { office: Office | undefined; problems: FileProblem[] } {
  const { value, problems, lineOf } = readYaml(officeSchema, text, file)
  if (!value) return { office: undefined, problems }
  const say = (path: readonly PropertyKey[], message: string) =>
    problems.push({ file, line: lineOf(path), message, severity: 'error' })
  for (const list of ['departments', 'areas', 'categories'] as const) {
    const seen = new Set<string>()
    value[list].forEach((item, i) => {
      if (seen.has(item.id)) say([list, i, 'id'], `编号 ${item.id} 用了两次`)
      seen.add(item.id)
    })
  }
  const rules = new Set<string>()
  value.supervision.rules.forEach((rule, i) => {
    if (rules.has(rule.id)) say(['supervision', 'rules', i, 'id'], `编号 ${rule.id} 用了两次`)
    rules.add(rule.id)
  })
  const departments = new Set(value.departments.map(d => d.id))
  value.categories.forEach((category, i) => {
    if (!departments.has(category.department)) {
      say(['categories', i, 'department'], `没有编号为 ${category.department} 的承办单位`)
    }
  })
  value.digest.mail.forEach((mailbox, i) => {
    if (mailbox.department && !departments.has(mailbox.department))
      say(['digest', 'mail', i, 'department'], `没有编号为 ${mailbox.department} 的承办单位`)
  })
  const points = value.assessment.reduce((sum, i) => sum + i.points, 0)
  if (value.assessment.length > 0 && Math.abs(points - 100) > 1e-9)
    say(['assessment'], `各项分值加起来要是 100，现在是 ${points}`)
  for (const { group, message } of retentionProblems(value.retention)) say(['retention', group], message)
  value.hours.forEach((span, i) => {
    const before = value.hours[i - 1]
    if (span.from >= span.to || (before && span.from < before.to))
      say(['hours', i], '办公时间要从早到晚、不重叠')
  })
  return { office: problems.length === 0 ? value : undefined, problems }
}
