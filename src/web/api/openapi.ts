import type { z } from 'zod'
import { createDocument } from 'zod-openapi'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { problem } from './schemas.ts'

const REFUSALS: Record<number, string> = {
  400: '格式不对',
  401: '没有令牌，或令牌无效、没确认、到期',
  403: '没有权限，或令牌没有这项权限',
  404: '没有找到',
  409: '现在不能这样办理，或与已有内容冲突',
  412: '已被别人更新',
  413: '内容太大',
  415: '不是 JSON',
  422: '有内容需要改正，errors 里逐条列出',
  429: '太频繁，按 Retry-After 等待',
}

/**
 * The OpenAPI 3.1 document, made from the schemas that check requests. It contains no server address, so it is the
 * same everywhere.
 */
export function openApiDocument() {
  const paths: Record<string, Record<string, object>> = {}
  for (const op of OPERATIONS) {
    paths[op.path] = { ...paths[op.path], [op.method]: describe(op) }
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: '回音 API',
      version: '1',
      description:
        '一位工作人员的令牌（huiyin token create）经他本人在办件台确认后，在令牌写明的权限内代表他，到期失效。错误按 RFC 9457 返回 application/problem+json。',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    paths: paths as never,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  })
}

function describe(op: Operation): object {
  const { success } = op
  const problems = [...new Set([...op.refusals, 401, 403, 429])].sort((a, b) => a - b)
  return {
    operationId: op.id,
    summary: op.summary,
    description: `令牌要有的权限：${
      typeof op.scope === 'string' ? op.scope : 'cases:write；审核、退回、公开要 cases:approve'
    }`,
    requestParams: {
      ...(op.params && { path: op.params as z.ZodObject }),
      ...(op.query && { query: op.query as z.ZodObject }),
      ...(op.headers && { header: op.headers }),
    },
    ...(op.body && { requestBody: { required: true, content: { 'application/json': { schema: op.body } } } }),
    responses: {
      [success.status]: {
        description: success.description,
        content: { 'application/json': { schema: success.schema } },
        ...(success.headers && { headers: success.headers }),
      },
      ...Object.fromEntries(
        problems.map(status => [
          status,
          { description: REFUSALS[status]!, content: { 'application/problem+json': { schema: problem } } },
        ]),
      ),
    },
  }
}
