import type { Guide } from '../../domain/guides/guide.ts'
import type { Office } from '../../domain/office/office.ts'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { GuideLinks } from './guide-links.tsx'

const DOORS = [
  ['/chat', '说件事', '咨询、投诉、求助、建议，写在这里，有人答复'],
  ['/guides', '办事指南', '要带什么、去哪个窗口、多久办好'],
  ['/c', '查进度', '用编号和查询码看办到哪一步'],
  ['/open', '信息公开', '政策、资金、项目和各村的村务'],
  ['/public', '公开数据', '每周有多少件按时答复'],
] as const

export const HomePage = ({ office, guides }: { office: Office; guides: readonly Guide[] }) => (
  <SiteLayout office={office} title="首页">
    <h1>有事您说，件件有回音</h1>
    <form action="/guides" method="get" class="ask">
      <label for="q">想办什么事？</label>
      <div class="row">
        <input id="q" type="search" name="q" maxLength={100} placeholder="例如：老人满 80 岁有补贴吗" />
        <button type="submit" class="main">
          找指南
        </button>
      </div>
    </form>
    <ul class="doors">
      {DOORS.map(([href, name, what]) => (
        <li key={href}>
          <a href={href}>
            <b>{name}</b>
            <span>{what}</span>
          </a>
        </li>
      ))}
    </ul>
    <section aria-labelledby="often">
      <h2 id="often">常办的事</h2>
      <GuideLinks guides={guides} />
    </section>
  </SiteLayout>
)
