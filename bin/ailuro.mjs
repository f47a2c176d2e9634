#!/usr/bin/env node
// The `ailuro` command: makes the checkout ready when needed, then hands over to the compiled command line.
const [major] = process.versions.node.split('.').map(Number)
if (major < 20) {
  console.error(`ailuro needs Node 20 or newer; this is Node ${process.versions.node}.`)
  process.exit(1)
}

// Imported only now, so that an old Node says the sentence above instead of a syntax error.
const { setUp } = await import('../scripts/set-up.mjs')
await setUp()
const { main } = await import('../dist/src/cli/main.js')
await main(process.argv.slice(2))
