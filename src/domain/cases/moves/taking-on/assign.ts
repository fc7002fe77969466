import { z } from 'zod'
import { Refusal } from '../../../base/errors.ts'
import { textField } from '../../../base/text/visible-text.ts'
import { STATUSES } from '../../case.ts'
import { event, words } from '../event.ts'
import { defineMove, NO_OBJECTION } from '../move.ts'
import { objectionAgreed } from './agree-objection.ts'

export const assigned = event({
  data: z.strictObject({
    departmentId: z.string(),
    /** The login that was given; `officerId` is that officer's id. */
    officer: z.string().optional(),
    officerId: z.int().optional(),
    /** The previous holder, restored by an undo. */
    from: z
      .strictObject({
        status: z.enum(STATUSES),
        departmentId: z.string().nullable(),
        officerId: z.int().nullable(),
        objectedAt: z.string().nullable().optional(),
        objectionReason: z.string().nullable().optional(),
      })
      .optional(),
  }),
  writes: false,
  reactions: true,
  officeLine: (d, names) => {
    const officer = typeof d.officerId === 'number' ? names.officer(d.officerId) : undefined
    return `分派给${names.department(words(d.departmentId)) ?? ''}${officer ? `，${officer}` : ''}`
  },
  residentLine: () => '已交给承办单位',
})

const refused = (path: string, detail: string, message: string) =>
  new Refusal('invalid_field', detail, { errors: [{ path, message }] })

export const assign = defineMove({
  label: '分派',
  about: '交给一个承办单位，或其中一人；也用来改派。单位已退单的，等于同意退单。',
  done: '已分派。',
  from: ['accepted', 'assigned'],
  to: ['assigned'],
  who: ['dispatcher', 'manager'],
  input: z.strictObject({ department: textField(40), officer: textField(60).optional() }),
  events: { objection_agreed: objectionAgreed, assigned },
  form: 'own',
  sends: {
    fields: ['to'],
    read: read => {
      const [department = '', officer] = read('to').split('/')
      return { department, ...(officer && { officer }) }
    },
  },
  names: ({ department, officer }) => ({ department, officer }),
  apply: (c, { department, officer: login }, _by, { found }) => {
    if (!found.department) throw refused('department', '没有这个承办单位。', '没有这个承办单位')
    const { officer } = found
    const belongs = officer?.active && (officer.departmentId === null || officer.departmentId === department)
    if (login !== undefined && !belongs)
      throw refused('officer', '这位工作人员不在该承办单位，或已停用。', '不在该承办单位，或已停用')
    return {
      // Assigning the case while an objection is pending agrees to it; the new department may object again.
      next: { status: 'assigned', departmentId: department, officerId: officer?.id ?? null, ...NO_OBJECTION },
      events: [
        ...(c.objectedAt
          ? [['objection_agreed', { departmentId: c.departmentId, reason: c.objectionReason }] as const]
          : []),
        [
          'assigned',
          {
            departmentId: department,
            ...(login && { officer: login }),
            ...(officer && { officerId: officer.id }),
            from: {
              status: c.status,
              departmentId: c.departmentId,
              officerId: c.officerId,
              ...(c.objectedAt && {
                objectedAt: c.objectedAt.toISOString(),
                objectionReason: c.objectionReason,
              }),
            },
          },
        ],
      ],
    }
  },
})
