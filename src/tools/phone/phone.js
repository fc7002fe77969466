// The demo phone: shows messages and sends input. All text is inserted as text, never as HTML.
const $ = id => document.getElementById(id)
const fresh = () => Math.random().toString(36).slice(2).padEnd(10, '0').slice(0, 10)
let who = localStorage.getItem('who') ?? fresh()
let last = 0
let follows = localStorage.getItem('follows') === who
localStorage.setItem('who', who)

async function act(does) {
  $('say').setAttribute('aria-busy', 'true')
  await fetch('/phone/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ who, ...does }),
  }).catch(() => {})
  $('say').removeAttribute('aria-busy')
  await look()
}

function setFollows(now) {
  follows = now
  localStorage.setItem('follows', now ? who : '')
  $('follow').textContent = now ? '取消关注' : '关注'
}

/** A bubble; addresses in it become links. */
function show({ from, text, url, image }) {
  const li = document.createElement('li')
  li.className = from
  if (image) {
    const img = document.createElement('img')
    img.src = image
    img.alt = from === 'me' ? '我发的照片' : '单位发来的照片'
    li.append(img)
  }
  for (const part of text.split(/(https?:\/\/[^\s）。]+)/)) {
    if (/^https?:/.test(part)) li.append(link(part, part))
    else li.append(part)
  }
  if (url) li.append('\n', link(url, '查看详情'))
  $('talk').append(li)
  li.scrollIntoView({ block: 'end' })
}

function link(href, text) {
  const a = document.createElement('a')
  a.href = href
  a.textContent = text
  a.target = '_blank'
  a.rel = 'noopener'
  return a
}

async function look() {
  const asked = who
  const response = await fetch(`/phone/messages?who=${who}&after=${last}`).catch(() => undefined)
  if (!response?.ok || asked !== who) return
  for (const bubble of await response.json()) {
    if (bubble.id <= last) continue
    last = bubble.id
    show(bubble)
  }
}

function button(name, onClick) {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = name
  made.addEventListener('click', onClick)
  return made
}

function menuItem(item) {
  if (item.sub_button) {
    const details = document.createElement('details')
    const summary = document.createElement('summary')
    summary.textContent = item.name
    const entries = document.createElement('div')
    entries.append(...item.sub_button.map(menuItem))
    details.append(summary, entries)
    return details
  }
  if (item.type === 'view') return link(item.url, item.name)
  return button(item.name, event => {
    event.target.closest('details')?.removeAttribute('open')
    act({ act: 'click', key: item.key })
  })
}

$('say').addEventListener('submit', event => {
  event.preventDefault()
  const text = $('text').value.trim()
  $('text').value = ''
  if (text) act({ act: 'text', text })
})
$('photo').addEventListener('change', event => {
  const [file] = event.target.files
  if (!file) return
  const reader = new FileReader()
  reader.addEventListener('load', () => act({ act: 'photo', data: reader.result }))
  reader.readAsDataURL(file)
  event.target.value = ''
})
$('voice').addEventListener('change', event => {
  const [file] = event.target.files
  if (!file) return
  const reader = new FileReader()
  reader.addEventListener('load', () => act({ act: 'voice', data: reader.result }))
  reader.readAsDataURL(file)
  event.target.value = ''
})
$('unknown').addEventListener('click', () => act({ act: 'unknown' }))
$('follow').addEventListener('click', () => {
  const now = !follows
  setFollows(now)
  act({ act: now ? 'follow' : 'unfollow' })
})
$('other').addEventListener('click', () => {
  who = fresh()
  last = 0
  localStorage.setItem('who', who)
  setFollows(false)
  $('talk').replaceChildren()
})

const { menu, places } = await (await fetch('/phone/setting')).json()
$('menu').append(...(menu?.button ?? []).map(menuItem))
$('places').append(
  ...places.map(({ scene, place }) => {
    const li = document.createElement('li')
    li.append(
      button(`扫一扫：${place}`, () => {
        const first = !follows
        setFollows(true)
        act(first ? { act: 'follow', scene } : { act: 'scan', scene })
      }),
    )
    return li
  }),
)
setFollows(follows)
await look()
setInterval(look, 1500)
