import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** Ports from here on are for servers of people, up to those that the system gives to connections going out. */
const LOWEST = 20_000
const USUAL_RANGE = 32_768

/**
 * A free port of this machine that stays free while its server is down: one that the system never gives to a connection going
 * out, which would keep the server from coming back, or connect to itself in its place.
 */
export async function quietPort(): Promise<number> {
  const highest = firstOfOutgoing()
  for (let tries = 0; ; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (highest - LOWEST))
    if (await isFree(port)) return port
    if (tries === 100) throw new Error(`no port from ${LOWEST} to ${highest} is free`)
  }
}

function firstOfOutgoing(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/)[0])
  } catch {
    return USUAL_RANGE
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
