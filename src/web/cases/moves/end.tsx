import { MoveForm, type MovesProps } from './form.tsx'

const UNDO_LABEL: Readonly<Record<string, string>> = {
  assigned: '撤销分派',
  returned: '撤销退回',
  noted: '撤销备注',
}

/** Shown for a minute after a move that can be undone. */
export const Undo = ({ desk, view }: MovesProps) => (
  <MoveForm desk={desk} view={view} move="undo">
    <button type="submit" class="quiet">
      {UNDO_LABEL[view.events.at(-1)?.type ?? ''] ?? '撤销'}（一分钟内）
    </button>
  </MoveForm>
)
