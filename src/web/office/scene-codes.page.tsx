import type { Office } from '../../domain/office/office.ts'
import type { PlacedCode } from '../../usecases/office/scene-codes.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Field, type Problems } from '../shell/parts/field.tsx'
import { Logo, Page } from '../shell/parts/page.tsx'

/** The office's QR codes: one per village and hall window, with how often each was scanned. */
export function SceneCodesPage({
  desk,
  office,
  codes,
  connected,
  typed,
  problems = {},
  ...told
}: {
  desk: Desk
  office: Office
  codes: readonly PlacedCode[]
  /** Whether an official account is connected, which makes the codes. */
  connected: boolean
  typed?: { area: string; window: string } | undefined
  problems?: Problems
  notice?: string | undefined
  problem?: string | undefined
}) {
  return (
    <DeskLayout desk={desk} title="二维码" place="settings" {...told}>
      <div class="sheet">
        <h1>二维码</h1>
        <p>每个村、每个窗口一张。群众扫了就关注公众号，回音知道是在哪里扫的，登记时先按那里填。</p>
        {codes.length === 0 ? (
          <p class="hint">还没有。</p>
        ) : (
          <ul class="rows">
            {codes.map(code => (
              <li key={code.scene}>
                <span>
                  {code.place}
                  <small>扫过 {code.scans} 次</small>
                </span>
                <a class="button" href={`/desk/qr/${code.scene}`}>
                  打印
                </a>
              </li>
            ))}
          </ul>
        )}
        <h2>做一张</h2>
        {connected ? (
          <form method="post" action="/desk/qr" data-once>
            <Csrf desk={desk} />
            <Field
              id="area"
              label="村（社区）"
              optional
              problem={problems['area']}
              control={props => (
                <select name="area" {...props}>
                  <option value="">不限</option>
                  {office.areas.map(a => (
                    <option key={a.id} value={a.id} selected={typed?.area === a.id}>
                      {a.name}
                    </option>
                  ))}
                </select>
              )}
            />
            <Field
              id="window"
              label="窗口"
              optional
              hint="比如“便民服务中心 3 号窗口”"
              problem={problems['window']}
              control={props => <input name="window" maxLength={30} value={typed?.window ?? ''} {...props} />}
            />
            <button type="submit" class="main">
              做二维码
            </button>
          </form>
        ) : (
          <p>没有接入微信公众号，做不了二维码。</p>
        )}
      </div>
    </DeskLayout>
  )
}

/** One A4 page to hang on a wall. */
export const ScenePosterPage = ({
  office,
  place,
  qr,
}: {
  office: Pick<Office, 'name' | 'phone'>
  place: string
  /** SVG made by `qrcode`: nothing of it comes from outside but the address it draws. */
  qr: string
}) => (
  <Page title={`二维码 ${place}`} className="receipt poster" scripts={['desk.js']}>
    <main id="main">
      <p class="brand">
        <Logo />
        <span>{office.name}</span>
      </p>
      <h1>有事请扫码，件件有回音</h1>
      <div class="code" dangerouslySetInnerHTML={{ __html: qr }} />
      <p class="place">{place}</p>
      <p>用微信扫一扫，关注以后直接发消息：反映问题、问政策、查进度都可以。</p>
      <p>不用微信，请打电话 {office.phone}。</p>
      <div class="row no-print">
        <button type="button" class="main needs-script" data-print>
          打印
        </button>
        <a class="button" href="/desk/qr">
          回到二维码
        </a>
      </div>
    </main>
  </Page>
)
