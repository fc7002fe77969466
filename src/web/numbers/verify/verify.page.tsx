import { sayPeriod } from '../../../domain/base/period.ts'
import type { Week } from '../../../domain/base/week.ts'
import type { Office } from '../../../domain/office/office.ts'
import { assetUrl } from '../../shell/assets.ts'
import { SiteLayout } from '../../shell/parts/site-layout.tsx'

/** Checks a week, or one's own case, in the visitor's browser: nothing that was typed leaves it. */
export const VerifyPage = ({
  office,
  weeks,
  baseUrl,
}: {
  office: Office
  weeks: readonly Week[]
  baseUrl: string
}) => (
  <SiteLayout office={office} title="核对台账" scripts={['verify.js']} noReferrer>
    <p>
      <a href="/public">公开数据</a>
    </p>
    <h1>核对台账</h1>
    <p>单位公布的答复率，都能从公开的台账重新算出来。在这里核对，是您自己的手机或电脑在算，不用相信单位。</p>
    <noscript>
      <p class="problem">这一页要用脚本。浏览器关了脚本的话，请用下面的命令核对。</p>
    </noscript>
    <section aria-labelledby="week-title">
      <h2 id="week-title">核对一周</h2>
      {weeks.length === 0 ? (
        <p class="hint">还没有公布过一周的数字。每周一 8:30 公布上一周的。</p>
      ) : (
        <form id="verify-week" data-worker={assetUrl('verify-worker.js')}>
          <label for="week">哪一周</label>
          <select id="week" name="week">
            {weeks.map(week => (
              <option key={week.id} value={week.id}>
                {sayPeriod(week)}
              </option>
            ))}
          </select>
          <button type="submit">开始核对</button>
        </form>
      )}
    </section>
    <section aria-labelledby="case-title" id="case">
      <h2 id="case-title">核对自己的一件</h2>
      <p class="hint">编号和台账验证码在回执上，也在这件的查询页上。它们不会发给任何人。</p>
      <form id="verify-case" data-worker={assetUrl('verify-worker.js')}>
        <label for="number">编号</label>
        <input id="number" name="number" autocomplete="off" inputMode="numeric" placeholder="2026-00123-4" />
        <label for="salt">台账验证码</label>
        <input id="salt" name="salt" autocomplete="off" autocapitalize="none" spellcheck={false} />
        <button type="submit">开始核对</button>
      </form>
      <form id="verify-proof" data-worker={assetUrl('verify-worker.js')}>
        <label for="proof">或者选您保存的证明文件（.tlog-proof）</label>
        <input id="proof" name="proof" type="file" />
      </form>
    </section>
    <section id="result" aria-live="polite" aria-busy="false" tabIndex={-1} />
    <details>
      <summary>不想用这一页？</summary>
      <p>在您信得过的电脑上，用下面任何一种办法核对，结果应当一样：</p>
      <pre>
        <code>{`huiyin verify --url ${baseUrl}/public --week ${weeks[0]?.id ?? '2026-W46'}`}</code>
      </pre>
      <pre>
        <code>{`python3 verify.py --url ${baseUrl}/public --week ${weeks[0]?.id ?? '2026-W46'}`}</code>
      </pre>
      <p>台账的格式和算法写在 docs/ledger.md，谁都可以照着自己写一个。</p>
    </details>
  </SiteLayout>
)
