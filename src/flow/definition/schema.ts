import { z } from 'zod'
import { LONGEST_TEXT } from '../../domain/base/text/visible-text.ts'

/**
 * The format of flows/dialogues/*.yaml. A step is known by its first word (`say`, `ask`, `confirm`,
 * `branch`, `call`, `flow`, `guide`, `take`, `end`). After a step without `next` comes the step below it.
 *
 * Texts may hold `{{variables}}`; a line whose variables are all empty is left out.
 */

const nameSchema = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_]{0,39}$/u, '名称只能用文字、数字和下划线，且不能以数字开头')
  .describe('名称：文字、数字、下划线')

const locale = z.string().regex(/^[a-z]{2}(-[A-Za-z]{2,4})?$/, '语言代码，如 zh、en')

/** A text, or one text per language; the fallback of every language is `zh`. */
const localizedSchema = z
  .union([z.string().min(1), z.record(locale, z.string().min(1))])
  .describe('一段文字，或按语言写：{ zh: …, en: … }')
export type Localized = z.infer<typeof localizedSchema>

const duration = z
  .string()
  .regex(/^\d{1,3}[mhd]$/, '写成 30m（分钟）、24h（小时）或 7d（天）')
  .describe('30m、24h、7d')

const scalar = z.union([z.string(), z.number(), z.boolean()])
const args = z.record(nameSchema, scalar).describe('值里可以写 {{变量}}')
const next = nameSchema.optional().describe('下一步；不写就是下面那一步')

const menuChoice = z.strictObject({
  value: z.string().min(1).max(60),
  label: localizedSchema,
  aliases: z.array(z.string().min(1)).default([]).describe('群众也可能这么说'),
  start: nameSchema.describe('选了以后开始哪个流程'),
  with: args.optional(),
})

const option = z.strictObject({
  value: z.string().min(1).max(60),
  label: localizedSchema,
  aliases: z.array(z.string().min(1)).default([]),
  go: nameSchema.optional().describe('选了以后去哪一步'),
})

const card = z
  .strictObject({
    title: localizedSchema,
    text: localizedSchema.optional().describe('标题下面再写的话'),
    url: z.string().min(1).max(500).describe('本站的路径（如 /guides）或 http(s) 网址；可以写 {{变量}}'),
  })
  .describe('一张能点开的卡片：微信里是图文，别处是标题和网址')
export type Card = z.infer<typeof card>

export const saySchema = z.strictObject({
  say: localizedSchema,
  card: card.optional(),
  choices: z.array(menuChoice).min(1).max(12).optional().describe('菜单；说完流程就可以结束，随时可选'),
  carry: z
    .array(nameSchema)
    .min(1)
    .max(5)
    .optional()
    .describe('下一句话（10 分钟内）就选了菜单时，带过去的变量'),
  next,
})

/** A condition; a plain value means equality. */
const conditionSchema = z.union([
  scalar,
  z.strictObject({ in: z.array(scalar).min(1) }),
  z.strictObject({ not: scalar }),
  z.strictObject({ is: z.enum(['set', 'empty']) }),
  z.strictObject({ gt: z.number() }),
  z.strictObject({ gte: z.number() }),
  z.strictObject({ lt: z.number() }),
  z.strictObject({ lte: z.number() }),
])
export type Condition = z.infer<typeof conditionSchema>

const variable = z.string().regex(/^[\p{L}_][\p{L}\p{N}_.]{0,59}$/u)

const conditions = z.record(variable, conditionSchema)

const asking = {
  prompt: localizedSchema,
  as: nameSchema.optional().describe('答案存到哪个变量；不写就用步骤名'),
  label: localizedSchema.optional().describe('核对时叫什么，如“地点”'),
  aliases: z.array(z.string().min(1)).default([]).describe('“地点改成…”里的其他叫法'),
  optional: z.boolean().default(false).describe('可以跳过'),
  ifKnown: z.enum(['ask', 'skip']).default('ask').describe('变量已有值时：照问，或跳过'),
  retry: localizedSchema.optional().describe('答得不对时的提示'),
  tries: z.int().min(1).max(9).default(3).describe('答错几次后转到 fallback'),
  fallback: nameSchema.optional().describe('多次答不对以后去哪一步'),
  offScript: z.enum(['retry', 'reroute']).default('retry').describe('答非所问时：再问，或当作新的话来理解'),
  interrupts: z.boolean().default(true).describe('中途问办事问题，先回答再接着问'),
  personal: z
    .boolean()
    .optional()
    .describe('问的是个人信息（姓名、证件号、住址等）：答得不对只再问，不会记到别的地方。电话和姓名总是这样'),
  next,
}

/** For questions whose answer may stand in a text already. */
const guessing = {
  guess: nameSchema.optional().describe('先看这个变量里有没有说到；说到了就不问，核对时列出来'),
  ifMissing: z
    .enum(['ask', 'skip'])
    .default('ask')
    .describe('变量里没说到时：照问，或不问（核对时也不列；群众自己说“时间改成…”仍可以补）'),
}

export const askSchemas = {
  text: z.strictObject({
    ask: z.literal('text'),
    ...asking,
    min: z.int().min(1).max(LONGEST_TEXT).default(1),
    max: z.int().min(1).max(LONGEST_TEXT).default(LONGEST_TEXT),
    pattern: z.string().optional().describe('正则表达式，整段都要符合'),
    voice: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('群众不打字、只发来语音时，正文就记这句话（工作人员看的）；不写就请他打字'),
    prompts: z
      .array(
        z.strictObject({
          when: conditions.describe('全部成立就这么问'),
          prompt: localizedSchema,
        }),
      )
      .min(1)
      .max(6)
      .optional()
      .describe('看情况换一句问；都不成立就照 prompt 问'),
    split: nameSchema
      .optional()
      .describe('一次说了几件事时：这里只留第一件，其余的放进这个变量，用 take 一件件取'),
    begun: z
      .strictObject({
        from: nameSchema.describe('这个变量里是已经说了的半句话；没有值就照 prompt 问'),
        prompt: localizedSchema.describe('有值时这么问；答案接在那半句话后面'),
      })
      .optional(),
  }),
  choice: z.strictObject({
    ask: z.literal('choice'),
    ...asking,
    options: z.array(option).min(1).max(12).optional(),
    from: nameSchema
      .optional()
      .describe('选项来自这个变量：[{ value, label }]；同时写了 options 的，排在后面'),
  }),
  area: z.strictObject({
    ask: z.literal('area'),
    ...asking,
    ...guessing,
  }),
  category: z.strictObject({ ask: z.literal('category'), ...asking }),
  phone: z.strictObject({ ask: z.literal('phone'), ...asking, ...guessing }),
  date: z.strictObject({
    ask: z.literal('date'),
    ...asking,
    not: z.enum(['future', 'past']).optional().describe('不能是将来／过去的日子'),
  }),
  number: z.strictObject({
    ask: z.literal('number'),
    ...asking,
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  location: z.strictObject({ ask: z.literal('location'), ...asking, ...guessing }),
  since: z.strictObject({ ask: z.literal('since'), ...asking, ...guessing }),
  photos: z.strictObject({
    ask: z.literal('photos'),
    ...asking,
    kinds: z
      .array(z.enum(['photo', 'voice', 'video', 'file']))
      .min(1)
      .default(['photo', 'voice', 'video', 'file']),
    min: z.int().min(0).max(20).default(0),
    max: z.int().min(1).max(20).default(9),
  }),
} as const
export type AskType = keyof typeof askSchemas

export const askSchema = z.discriminatedUnion('ask', [
  askSchemas.text,
  askSchemas.choice,
  askSchemas.area,
  askSchemas.category,
  askSchemas.phone,
  askSchemas.date,
  askSchemas.number,
  askSchemas.location,
  askSchemas.since,
  askSchemas.photos,
])

export const confirmSchema = z.strictObject({
  confirm: z.array(nameSchema).min(1).max(12).describe('要核对的提问步骤，按顺序'),
  prompt: localizedSchema,
  next,
})

export const branchSchema = z.strictObject({
  branch: z
    .array(
      z.strictObject({
        when: conditions.describe('全部成立才走这里'),
        go: nameSchema,
      }),
    )
    .min(1),
  else: nameSchema.describe('都不成立时去哪一步'),
})

const exits = z.record(nameSchema, nameSchema).describe('结果: 步骤')

export const callSchema = z.strictObject({
  call: nameSchema.describe('动作名'),
  args: args.default({}),
  on: exits,
})

export const flowStepSchema = z.strictObject({
  flow: nameSchema.describe('子流程'),
  with: args.default({}),
  returns: z.array(nameSchema).default([]).describe('带回哪些变量'),
  on: exits.default({}).describe('按子流程 end 的结果分路'),
  return: z.boolean().default(true).describe('false：转过去就不回来'),
  next,
})

export const guideStepSchema = z.strictObject({
  guide: z.string().min(1).describe('办事指南的编号，可写 {{变量}}'),
  section: z.string().optional().describe('materials、steps、time_fee、where'),
  missing: nameSchema.optional().describe('没有这份指南时去哪一步'),
  next,
})

export const takeSchema = z.strictObject({
  take: nameSchema.describe('从这个变量的列表里取出第一项'),
  as: nameSchema.describe('取出来放进哪个变量'),
  none: nameSchema.describe('列表空了去哪一步'),
  next,
})

export const endSchema = z.strictObject({ end: nameSchema.describe('结果的名字，如 done') })

/** First word of a step → its schema. The schema of `ask` also depends on its value. */
export const STEP_SCHEMAS = {
  say: saySchema,
  ask: askSchema,
  confirm: confirmSchema,
  branch: branchSchema,
  call: callSchema,
  flow: flowStepSchema,
  guide: guideStepSchema,
  take: takeSchema,
  end: endSchema,
} as const
export type StepType = keyof typeof STEP_SCHEMAS
export const STEP_TYPES = Object.keys(STEP_SCHEMAS) as StepType[]

export const headSchema = z.strictObject({
  id: nameSchema.describe('流程编号，和文件名一致'),
  name: localizedSchema.describe('流程名称，如“投诉”'),
  vars: z.array(nameSchema).default([]).describe('开始时可以带进来的变量'),
  defaults: z.record(nameSchema, scalar).default({}).describe('没带进来时的值'),
  hears: z
    .strictObject({
      about: z.enum(['open', 'answered', 'any']).describe('群众有在办的件、有已答复的件，还是有过件才算'),
      words: z.array(z.string().min(2).max(20)).min(1).describe('短消息里有其中一个就转到这里'),
      always: z
        .array(z.string().min(2).max(20))
        .default([])
        .describe('说了这些就转到这里，没有件也转（会告诉他没找到）'),
    })
    .optional()
    .describe('没有对话时，群众说到自己的件，用哪些话'),
  draft: z.boolean().default(false).describe('没写完的留作草稿，下次接着写'),
  remind: z.strictObject({ after: duration, say: localizedSchema }).optional().describe('多久没回话提醒一次'),
  expire: z.strictObject({ after: duration }).default({ after: '24h' }).describe('多久没回话就收起来'),
})

export const flowSchema = headSchema
  .extend({
    steps: z.record(
      nameSchema,
      z.union([
        saySchema,
        ...askSchema.options,
        confirmSchema,
        branchSchema,
        callSchema,
        flowStepSchema,
        guideStepSchema,
        takeSchema,
        endSchema,
      ]),
    ),
  })
  .describe('回音对话流程')
