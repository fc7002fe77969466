// Makes the chat page live: sends without a reload and fetches what the office says later. The page works
// without this file; bubbles are always drawn by the server.

const form = document.getElementById('compose')
const log = document.getElementById('log')
const text = document.getElementById('text')
const problem = document.getElementById('problem')
const photos = form.elements.photos
const NEAR_MS = 4000
const FAR_MS = 30000

document.body.classList.add('live')

const lastId = () => Number([...log.querySelectorAll('[data-id]')].at(-1)?.dataset.id ?? 0)

function newId() {
  // randomUUID exists on HTTPS pages only, and an office's internal network may have no HTTPS.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

let asking
/** Fetches and shows what is new. One at a time, so that nothing is shown twice. */
function refresh() {
  asking ??= fetchNews().finally(() => {
    asking = undefined
  })
  return asking
}

async function fetchNews() {
  const response = await fetch(`/chat/log?after=${lastId()}`)
  if (response.status !== 200) return
  const html = await response.text()
  document.getElementById('start')?.remove()
  // Only the newest question can be answered with its buttons.
  for (const old of log.querySelectorAll('.choices')) old.remove()
  const seen = log.lastElementChild
  log.insertAdjacentHTML('beforeend', html)
  showFrom(seen ? seen.nextElementSibling : log.firstElementChild)
}

/** Scrolls to the end, but never past the beginning of what is new. */
function showFrom(bubble) {
  window.scrollTo(0, document.documentElement.scrollHeight)
  if (bubble && bubble.getBoundingClientRect().top < 0) bubble.scrollIntoView({ block: 'start' })
}

let sending = false
async function send(body) {
  if (sending) return
  sending = true
  problem.textContent = ''
  for (const button of document.querySelectorAll('button')) button.disabled = true
  try {
    await deliver(body)
    text.value = ''
    photos.value = ''
    form.elements.id.value = newId()
  } catch (error) {
    problem.textContent = error.message
  } finally {
    sending = false
    for (const button of document.querySelectorAll('button')) button.disabled = false
  }
  await asking
  await refresh().catch(() => {})
  text.focus({ preventScroll: true })
}

/** Tries again when the connection fails; the message has the same id, so the server counts it once. */
async function deliver(body, left = 2) {
  let response
  try {
    response = await fetch('/channels/web/messages', { method: 'POST', body })
  } catch {
    if (left === 0) throw new Error('没有发出去，请检查网络后再按一次。')
    await new Promise(done => setTimeout(done, 1500))
    return deliver(body, left - 1)
  }
  if (response.ok) return
  // Too many people are sending photos: the server says how long to wait.
  const wait = Number(response.headers.get('retry-after'))
  if ([429, 503].includes(response.status) && wait > 0 && wait <= 10 && left > 0) {
    await new Promise(done => setTimeout(done, wait * 1000))
    return deliver(body, left - 1)
  }
  const said = await response.json().catch(() => ({}))
  throw new Error(said.errors?.[0]?.message ?? said.detail ?? '没有发出去，请再试一次。')
}

form.addEventListener('submit', event => {
  event.preventDefault()
  send(new FormData(form, event.submitter))
})

// Enter sends from a keyboard, but not while a Chinese word is being composed.
text.addEventListener('keydown', event => {
  if (
    event.key === 'Enter' &&
    !event.shiftKey &&
    !event.isComposing &&
    matchMedia('(pointer: fine)').matches
  ) {
    event.preventDefault()
    form.requestSubmit()
  }
})

photos.addEventListener('change', () => {
  if (photos.files.length > 0) form.requestSubmit()
})

async function watch() {
  if (!sending && log.querySelector('[data-id]')) await refresh().catch(() => {})
  setTimeout(watch, document.hidden ? FAR_MS : NEAR_MS)
}
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !sending) refresh().catch(() => {})
})

// A browser that keeps the id of a sent form (back button) must not send a new message under it.
form.elements.id.value = newId()
const start = document.querySelector('#start button')
if (start) send(new FormData(form, start))
else showFrom()
setTimeout(watch, NEAR_MS)
