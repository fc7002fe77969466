import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * Headers of every answer. Everything comes from this server: no inline script or style, no frames, no CDN.
 * The referrer goes to our own pages only. (`no-referrer` would make browsers send `Origin: null` with every
 * form, and the Origin check could not tell ours from another site's; pages that carry a resident's code in
 * their address set it, because their forms do not rest on a cookie.)
 */
export function securityHeaders(baseUrl: string): RequestHandler {
  const https = baseUrl.startsWith('https:')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(https && { 'upgrade-insecure-requests': [] }),
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: https && { maxAge: 31_536_000, includeSubDomains: false },
    // Has no effect without HTTPS, and browsers complain.
    crossOriginOpenerPolicy: https && { policy: 'same-origin' },
    originAgentCluster: https,
  })
}
