import { spawn } from 'node:child_process'

/** Opens an address in the user's browser where the system has a way to; where it has none, nothing happens. */
export function openBrowser(url: string): void {
  const [command, ...before] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open']
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
