import { Go, MoveForm, type MovesProps, Words } from './form.tsx'

const UNDO_LABEL: Readonly<Record<string, string>> = {
  assigned: '撤销分派',
  returned: '撤销退回',
  noted: '撤销备注',
}

/** For a minute after a slip of the hand. */
export const Undo = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="undo">
    <button type="submit" class="quiet">
      {UNDO_LABEL[view.events.at(-1)?.type ?? ''] ?? '撤销'}（一分钟内）
    </button>
  </MoveForm>
)

export const Reopen = (props: MovesProps) => (
  <MoveForm {...props} move="reopen">
    <Words props={props} move="reopen" name="reason" label="为什么重新办理" max={1000} rows={2} />
    <Go>重新办理</Go>
  </MoveForm>
)

export const Close = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="close" confirm="办结后群众仍可评价或要求重新办理。确定办结吗？">
    <Go>办结</Go>
  </MoveForm>
)

export const Note = (props: MovesProps) => (
  <MoveForm {...props} move="note">
    <Words
      props={props}
      move="note"
      name="text"
      label="备注"
      hint="只有工作人员看得到。写“@姓名”会提醒那位同事。"
      mention
      max={2000}
      rows={2}
    />
    <Go>记下</Go>
  </MoveForm>
)
