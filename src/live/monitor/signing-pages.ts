/** Pages around signing in: they stand before the monitor, and show nothing of the server. */
import { type Content, html } from '../../page/html.js'
import { MONITOR_ROOT } from './session-cookie.js'

/** Asks for a token. @param back where to go afterwards @param complaint what was wrong with the last try */
export function signInPage(back: string, complaint?: string): string {
  return page(
    'Sign in',
    html`${complaint === undefined ? undefined : html`<p role="alert">${complaint}</p>`}
      <form method="post" action="${MONITOR_ROOT}/sign-in">
        <input type="hidden" name="back" value="${back}" />
        <label
          ><span>Token</span> <input name="token" type="password" autocomplete="current-password" required
        /></label>
        <button type="submit">Sign in</button>
      </form>
      <p>
        Without a token at hand: <code>ailuro monitor --open</code> on a machine that has one opens a browser that is
        signed in. Came here by a link, and signed in already? <a href="${back}">Go on</a>.
      </p>`,
  )
}

/** Leads a browser on that has just signed in. A redirect would not do: behind a link from elsewhere it goes without the cookie. */
export function signedInPage(back: string): string {
  return page('Signed in', html`<p><a href="${back}">To the monitor</a></p>`, back)
}

export function signOutPage(user: string): string {
  return page(
    'Sign out',
    html`<p>${user === '' ? 'Nobody is signed in.' : `You are signed in as ${user}.`}</p>
      <form method="post" action="${MONITOR_ROOT}/sign-out"><button type="submit">Sign out</button></form>
      <p><a href="${MONITOR_ROOT}/">Back to the monitor</a></p>`,
  )
}

/** Whoever may not see it. */
export function notForYouPage(user: string): string {
  return page(
    'Not for you',
    html`<p>${user} has neither the role user nor production, which the monitor takes.</p>
      <p><a href="${MONITOR_ROOT}/sign-out">Sign out</a></p>`,
  )
}

function page(title: string, body: Content, next?: string): string {
  const refresh = next === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${next}" />`
  const all = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>${title} – ailuro</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${MONITOR_ROOT}/monitor.css" />
      </head>
      <body>
        <main id="main">
          <article>
            <h1>${title}</h1>
            ${body}
          </article>
        </main>
      </body>
    </html>`
  return `${all.text}\n`
}
