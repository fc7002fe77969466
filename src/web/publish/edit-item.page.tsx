import { OPENNESS, OPENNESS_NAMES } from '../../domain/cases/openness.ts'
import { LEGAL_REASONS } from '../../domain/publish/legal-reasons.ts'
import type { ItemFile } from '../../store/publish/item-files.ts'
import type { ItemChoices } from '../../usecases/publish/desk/item-choices.ts'
import { ITEM_FILE_BYTES, MOST_FILES } from '../../usecases/publish/files/store-file.ts'
import { LONGEST_BODY } from '../../usecases/publish/item-input.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Field, InputField, type Problems, SelectField, TextAreaField } from '../shell/parts/field.tsx'
import { Rendered } from './item.page.tsx'
import { sayBytes } from './parts/item-files.tsx'

interface EditProps {
  desk: Desk
  choices: ItemChoices
  /** Of an item that exists; null for a new one. */
  number: string | null
  /** The version of the item that the form was filled from. */
  version: number
  typed: Readonly<Record<string, string>>
  /** Files that the draft has, and which of them are to go. */
  files: readonly ItemFile[]
  drop: readonly number[]
  problems: Problems
  /** The text to show as readers will see it. */
  preview?: string | undefined
  /** Somebody else saved meanwhile: their text, to compare. */
  theirs?: { savedBy: string; title: string; body: string } | undefined
  /** What this version changes, for an item that was public. */
  change?: string | null
  notice?: string | undefined
  problem?: string | undefined
}

/** The rendered text below the form. Also sent alone, while somebody types. */
export const Preview = ({ text }: { text: string }) =>
  text.trim() === '' ? <p class="hint">写了正文，这里显示群众看到的样子。</p> : <Rendered text={text} />

export function EditItemPage(props: EditProps) {
  const { desk, choices, number, version, typed, files, drop, problems, preview, theirs } = props
  const v = (name: string) => typed[name] ?? ''
  const at = number === null ? '/desk/items/new' : `/desk/items/${number}/edit`
  const title = number === null ? '写一条公开信息' : `修改 ${number}`
  if (choices.columns.length === 0)
    return (
      <DeskLayout desk={desk} title={title} place="items">
        <div class="sheet">
          <h1>{title}</h1>
          <p class="empty">公开目录里没有您能写的栏目。请管理员看看公开目录，或您账号的单位、村。</p>
        </div>
      </DeskLayout>
    )
  // Sends only the text, so that chosen files stay chosen.
  const live = {
    'hx-post': `${at}/preview`,
    'hx-target': '#preview',
    'hx-params': '_csrf,body',
    'hx-encoding': 'multipart/form-data',
    'hx-sync': 'closest form:replace',
  }
  return (
    <DeskLayout desk={desk} title={title} place="items" notice={props.notice} problem={props.problem}>
      <form class="sheet wide edit-item" method="post" action={at} enctype="multipart/form-data" data-once>
        <Csrf desk={desk} />
        {number !== null && <input type="hidden" name="version" value={version} />}
        <p class="crumbs">
          <a href="/desk/items">公开信息</a>
          {number !== null && (
            <>
              {' '}
              /{' '}
              <a class="number" href={`/desk/items/${number}`}>
                {number}
              </a>
            </>
          )}
        </p>
        <h1>{title}</h1>
        {props.change && <p class="hint">这一版改什么：{props.change}</p>}
        {theirs && (
          <div class="theirs">
            <p>
              <b>现在存着的</b>（{theirs.savedBy}）：{theirs.title}
            </p>
            <p class="words">{theirs.body}</p>
            <p>
              <b>您写的</b>在下面，还没有存。看过上面的再决定：再存一次，就用您的。
            </p>
          </div>
        )}
        <div class="pair">
          <SelectField id="columnId" label="栏目" problem={problems['columnId']} required>
            <option value="">选栏目</option>
            {choices.columns.map(column => (
              <option key={column.id} value={column.id} selected={column.id === v('columnId')}>
                {column.name}
                {column.of === 'villages' ? '（各村）' : column.of === 'both' ? '（全单位、各村）' : ''}
              </option>
            ))}
          </SelectField>
          <SelectField id="areaId" label="谁的" problem={problems['areaId']}>
            {choices.ofOffice && <option value="">全单位</option>}
            {choices.areas.map(area => (
              <option key={area.id} value={area.id} selected={area.id === v('areaId')}>
                {area.name}
              </option>
            ))}
          </SelectField>
        </div>
        <InputField
          id="title"
          label="标题"
          problem={problems['title']}
          required
          maxLength={100}
          value={v('title')}
        />
        <TextAreaField
          id="body"
          label="正文"
          hint={<>用大白话写。标题一行前加 ## 和空格，列表前加 - 和空格，表格用 | 隔开。</>}
          problem={problems['body']}
          required
          rows={14}
          maxLength={LONGEST_BODY}
          value={v('body')}
          data-keep={`draft item ${number ?? 'new'}${number === null ? '' : ` ${version}`}`}
          {...live}
          hx-trigger="input changed delay:600ms"
        />
        <p class="row">
          <button type="submit" formaction={`${at}/preview`} formnovalidate {...live}>
            预览
          </button>
          <span class="hint kept" role="status" hidden />
        </p>
        <section class="preview" aria-labelledby="preview-title">
          <h2 id="preview-title">群众看到的样子</h2>
          <div id="preview" aria-live="polite">
            <Preview text={preview ?? v('body')} />
          </div>
        </section>
        <fieldset>
          <legend>公开属性</legend>
          {OPENNESS.map(openness => (
            <label key={openness} class="radio">
              <input
                type="radio"
                name="openness"
                value={openness}
                checked={(v('openness') || 'open') === openness}
              />{' '}
              {OPENNESS_NAMES[openness]}
            </label>
          ))}
          {problems['openness'] && (
            <p class="problem" id="openness-problem">
              {problems['openness']}
            </p>
          )}
        </fieldset>
        <SelectField
          id="legalReason"
          label="不主动公开的理由"
          optional
          hint="主动公开的不用选。"
          problem={problems['legalReason']}
        >
          <option value="">没有</option>
          {(['onRequest', 'closed'] as const).map(of => (
            <optgroup key={of} label={OPENNESS_NAMES[of]}>
              {Object.entries(LEGAL_REASONS)
                .filter(([, reason]) => reason.of === of)
                .map(([id, reason]) => (
                  <option key={id} value={id} selected={id === v('legalReason')}>
                    {reason.name}（{reason.article}）
                  </option>
                ))}
            </optgroup>
          ))}
        </SelectField>
        <TextAreaField
          id="namesReason"
          label="为什么要写姓名"
          optional
          hint="正文或表格里有群众姓名时写：为了什么公共利益、依据哪条规定。身份证号、电话、账号不能公开。"
          problem={problems['namesReason']}
          rows={2}
          maxLength={300}
          value={v('namesReason')}
        />
        <InputField
          id="endsOn"
          label="截止日期"
          optional
          hint="公示期的最后一天，或意见征集的截止日期。"
          problem={problems['endsOn']}
          type="date"
          value={v('endsOn')}
        />
        <label class="check">
          <input type="checkbox" name="consultation" value="yes" checked={v('consultation') === 'yes'} />{' '}
          意见征集：到截止日期前请群众提意见
        </label>
        {files.length > 0 && (
          <fieldset>
            <legend>已有的附件</legend>
            {files.map(file => (
              <label key={file.id} class="radio">
                <input type="checkbox" name="drop" value={file.id} checked={drop.includes(file.id)} /> 去掉“
                {file.name}”（{sayBytes(file.bytes)}）
              </label>
            ))}
          </fieldset>
        )}
        <Field
          id="files"
          label={`附件（可不附，最多 ${MOST_FILES} 个）`}
          hint={`PDF、XLSX 或 CSV 表格、照片，每个不超过 ${ITEM_FILE_BYTES / 1024 / 1024} MB。Word 文件和网页请存成 PDF。`}
          problem={problems['files']}
          control={p => (
            <input
              {...p}
              type="file"
              name="files"
              accept=".pdf,.xlsx,.csv,image/jpeg,image/png,image/webp,image/heic,image/heif"
              multiple
            />
          )}
        />
        <div class="row">
          <button type="submit" class="main">
            存草稿
          </button>
          <a class="button" href={number === null ? '/desk/items' : `/desk/items/${number}`}>
            不存了
          </a>
        </div>
      </form>
    </DeskLayout>
  )
}
