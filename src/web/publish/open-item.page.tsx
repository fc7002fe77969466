import { sayDate, yearOf } from '../../domain/base/civil-date.ts'
import { sayBytes } from '../../domain/base/text/bytes.ts'
import { isOver } from '../../domain/publish/item.ts'
import type { ItemFile } from '../../store/publish/item-files.ts'
import type { ItemTalk as Talk } from '../../usecases/publish/item-talk.ts'
import type { PublicItemPage } from '../../usecases/publish/public-items.ts'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { type OpenFrame, sayDay } from './item-list.tsx'
import { ItemLine, ItemTalk } from './item-talk.tsx'

const KINDS: Readonly<Record<ItemFile['kind'], string>> = { document: 'PDF', table: '表格', photo: '照片' }

/** One item as anybody reads it, marked up by schema.org for search engines. */
export const OpenItemPage = ({
  item,
  text,
  html,
  files,
  versions,
  old,
  talk,
  now,
  ...frame
}: OpenFrame & PublicItemPage & { talk: Talk | null; now: Date }) => {
  const { office, catalogue, names, today } = frame
  const column = catalogue.columns.find(({ id }) => id === item.columnId)
  const photos = files.filter(file => file.kind === 'photo')
  const others = files.filter(file => file.kind !== 'photo')
  const address = (file: ItemFile) => `/open/file/${item.number}/${file.id}`
  return (
    <SiteLayout office={office} title={text.title}>
      <p class="by">
        <a href="/open">政府信息公开</a>
        {' › '}
        {item.areaId !== null && (
          <>
            <a href={`/open/${item.areaId}`}>{names.area(item.areaId)}</a>
            {' › '}
          </>
        )}
        <a href={`/open/column/${item.columnId}`}>{column?.name ?? item.columnId}</a>
      </p>
      {old && (
        <p class="flash" role="status">
          这是以前的版本。<a href={`/open/item/${item.number}`}>看现在的版本</a>
        </p>
      )}
      <article itemScope itemType="https://schema.org/Article">
        <h1 itemProp="headline">{text.title}</h1>
        <p class="by">
          索引号 <span itemProp="identifier">{item.number}</span>，
          <span itemProp="publisher" itemScope itemType="https://schema.org/GovernmentOrganization">
            <span itemProp="name">{office.name}</span>
          </span>
          （{names.department(item.departmentId)}）
          <br />
          <time itemProp="datePublished" dateTime={item.publishedAt!.toISOString()}>
            {sayDay(item.publishedAt!, today)}公开
          </time>
          {item.updatedLiveAt! > item.publishedAt! && (
            <>
              ，
              <time itemProp="dateModified" dateTime={item.updatedLiveAt!.toISOString()}>
                {sayDay(item.updatedLiveAt!, today)}更新
              </time>
            </>
          )}
          {item.endsOn !== null && (
            <>
              ，{item.consultation ? '征集' : '公示'}到 {sayDate(item.endsOn, yearOf(today))}
              {isOver(item, today) && '，已结束'}
            </>
          )}
        </p>
        {text.change !== null && <p class="hint">这一版改了什么：{text.change}</p>}
        {/* Rendered with raw HTML off. */}
        <div class="rendered" itemProp="articleBody" dangerouslySetInnerHTML={{ __html: html }} />
        {!old && photos.length > 0 && (
          <div class="photos">
            {photos.map(photo => (
              <a key={photo.id} href={address(photo)}>
                <img src={address(photo)} alt={photo.name} loading="lazy" />
              </a>
            ))}
          </div>
        )}
        {!old && others.length > 0 && (
          <section aria-labelledby="files">
            <h2 id="files">附件</h2>
            <ul>
              {others.map(file => (
                <li key={file.id}>
                  <a href={address(file)} download>
                    {file.name}
                  </a>{' '}
                  <span class="by">
                    {KINDS[file.kind]}，{sayBytes(file.bytes)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </article>
      {talk && (
        <>
          <p class="no-print">
            <a class="button main" href={`/open/item/${item.number}/comments#comment`}>
              {talk.door === 'open' ? '提意见、问问题' : '问问题'}
            </a>
          </p>
          <ItemTalk talk={talk} now={now} />
          <ItemLine line={talk.line} now={now} />
        </>
      )}
      {versions.length > 1 && (
        <section aria-labelledby="versions" class="no-print">
          <h2 id="versions">历次版本</h2>
          <ul class="items">
            {versions.map(version => (
              <li key={version.version}>
                <a href={`/open/item/${item.number}?version=${version.version}`}>
                  {sayDay(version.liveFrom!, today)}
                  {version.version === item.liveVersion ? '（现在的）' : ''}
                </a>
                <span class="by">{version.change ?? '第一次公开'}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </SiteLayout>
  )
}
