// Links to one person's page carry their secret behind the #, which browsers send to no server. It goes into the form that
// asks for it, off the address, and the form is sent. Without this file people type it.

const form = document.querySelector('form[data-fragment]')

function open() {
  const given = new URLSearchParams(location.hash.slice(1)).get(form.dataset.fragment)
  if (!given) return false
  history.replaceState(null, '', location.pathname + location.search)
  form.elements[form.dataset.fragment].value = given
  form.requestSubmit()
  return true
}

if (form) {
  // Without a code, WeChat identifies the resident in its own browser.
  if (!open() && form.dataset.else) location.replace(form.dataset.else)
  // A link followed on this page changes only the part behind the #, so the page does not reload.
  addEventListener('hashchange', open)
}

// --- The latest reply counts as read once it was visible for a moment; fetching the page is not enough ---

const reply = document.querySelector('[data-read]')
if (reply && 'IntersectionObserver' in window) {
  const LONG_ENOUGH_MS = 1500
  let timer
  const seen = new IntersectionObserver(([entry]) => {
    clearTimeout(timer)
    if (!entry.isIntersecting || document.hidden) return
    timer = setTimeout(() => {
      if (document.hidden) return
      seen.disconnect()
      fetch(reply.dataset.read, { method: 'POST' }).catch(() => {})
    }, LONG_ENOUGH_MS)
  })
  const look = () => {
    clearTimeout(timer)
    seen.unobserve(reply)
    seen.observe(reply)
  }
  document.addEventListener('visibilitychange', look)
  look()
}
