import { z } from 'zod'
import { flowSchema } from './schema.ts'

/** The JSON Schema of a flow file (docs/flow.schema.json), generated from the schema that validates it. */
export function flowJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(flowSchema, { io: 'input', target: 'draft-7' }), title: '回音对话流程' }
}
