// Checks the ledger for the page /public/verify. The work is done by verify-worker.js, in a thread of its own; what was
// typed goes nowhere else. What a browser has seen of the ledger is kept in it, so that a changed history shows.

const result = document.getElementById('result')
const SEEN = 'huiyin-ledger-seen'

const readSeen = () => {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
const keepSeen = seen => {
  try {
    if (seen) localStorage.setItem(SEEN, JSON.stringify(seen))
  } catch {
    // A private window keeps nothing: then this visit stands for itself.
  }
}

const element = (name, text, className) => {
  const made = document.createElement(name)
  if (text !== undefined) made.textContent = text
  if (className) made.className = className
  return made
}
const list = texts => {
  const made = element('ul')
  for (const text of texts) made.append(element('li', text))
  return made
}

let worker
/** Shows one check at a time; a new one ends the one before. */
function check(form, question, show) {
  worker?.terminate()
  worker = new Worker(form.dataset.worker)
  const bar = element('progress')
  const words = element('p', '正在核对……')
  result.replaceChildren(words, bar)
  result.setAttribute('aria-busy', 'true')
  result.scrollIntoView({ block: 'nearest' })
  const end = (...children) => {
    result.replaceChildren(...children)
    result.setAttribute('aria-busy', 'false')
    result.focus()
  }
  worker.onmessage = ({ data }) => {
    if (data.progress) {
      bar.max = data.progress.total
      bar.value = data.progress.done
      words.textContent = `正在核对第 ${data.progress.done} 条，共 ${data.progress.total} 条`
    } else if (data.report) end(...show(data.report))
    else
      end(
        element(
          'p',
          data.failed === 'network'
            ? '网络断了，没有核对完，请再试一次。'
            : '没有核对成，请换一个新一些的浏览器再试。',
          'problem',
        ),
      )
  }
  worker.onerror = () => end(element('p', '没有核对成，请换一个新一些的浏览器再试。', 'problem'))
  worker.postMessage({ ...question, seen: readSeen() })
}

const verdict = (agreed, good, bad) => {
  const made = element('h2', agreed ? good : bad)
  made.className = agreed ? 'agreed' : 'differs'
  return made
}
const print = ({ fingerprint, size }) =>
  fingerprint
    ? [
        element('p', `台账到这里共 ${size} 条。指纹：`),
        element('code', fingerprint, 'fingerprint'),
        element('p', '请别人也核对一次：两个人的指纹一样，看到的就是同一本台账。', 'hint'),
      ]
    : []
const findings = (title, some) =>
  some?.length ? [element('h3', title), list(some.map(({ text }) => text))] : []

/** In the order in which people ask. */
const COUNTS = [
  ['cohort', '应答复'],
  ['answeredOnTime', '按时答复'],
  ['answered', '答复'],
  ['received', '新收'],
  ['concluded', '办结'],
  ['carriedOut', '还在办'],
  ['overdue', '其中超期'],
]

function showWeek(report) {
  keepSeen(report.seen)
  const { week } = report
  const parts = [
    verdict(report.agreed, '一致：公布的数字和台账算出来的一样', '不一致'),
    ...findings('哪里不对', report.differences),
  ]
  if (week) {
    const table = element('table', undefined, 'list figures')
    const head = element('tr')
    for (const title of ['', '台账算出来', '单位公布']) head.append(element('th', title))
    table.append(head)
    for (const [name, title] of COUNTS) {
      const row = element('tr')
      row.append(
        element('th', title),
        element('td', String(week.counts[name])),
        element('td', String(week.published?.[name] ?? '没有')),
      )
      table.append(row)
    }
    parts.push(table, ...print(week))
  }
  return [...parts, ...findings('另外要知道的', report.notices)]
}

function showCase(report) {
  return [
    verdict(report.agreed, '在台账里', '没有核对上'),
    ...findings('怎么回事', report.differences),
    ...(report.entries.length > 0 ? [list(report.entries.map(({ text }) => text))] : []),
    ...print(report),
  ]
}

function showProof(report) {
  return [
    verdict(report.agreed, '证明是真的，这一条在台账里', '证明不对'),
    ...findings('哪里不对', report.differences),
    ...(report.text ? [element('p', report.text)] : []),
    ...print(report),
  ]
}

const week = document.getElementById('verify-week')
week?.addEventListener('submit', event => {
  event.preventDefault()
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  check(week, { check: 'week', week: week.elements.week.value, today }, showWeek)
})

const own = document.getElementById('verify-case')
own.addEventListener('submit', event => {
  event.preventDefault()
  const number = own.elements.number.value.trim()
  const salt = own.elements.salt.value.replace(/[^0-9a-fA-F]/g, '').toLowerCase()
  if (!/^\d{4}-\d{5,}-\d$/.test(number) || salt.length !== 32) {
    const words =
      salt.length !== 32
        ? '验证码应有 32 位，是 0–9 和 a–f。请对着回执再看一遍。'
        : '编号应像 2026-00123-4。请对着回执再看一遍。'
    result.replaceChildren(element('p', words, 'problem'))
    result.focus()
    return
  }
  check(own, { check: 'case', number, salt }, showCase)
})

const proof = document.getElementById('verify-proof')
proof.addEventListener('submit', event => event.preventDefault())
proof.elements.proof.addEventListener('change', async () => {
  const [file] = proof.elements.proof.files
  if (!file) return
  // A proof is a page of text.
  const text = file.size < 200_000 ? await file.text() : ''
  check(proof, { check: 'proof', text }, showProof)
})

// From the case page: number and salt stand behind the #, which no browser sends to a server.
const given = new URLSearchParams(location.hash.slice(1))
if (given.has('case') && given.has('salt')) {
  own.elements.number.value = given.get('case')
  own.elements.salt.value = given.get('salt')
  history.replaceState(null, '', location.pathname)
  own.requestSubmit()
}
