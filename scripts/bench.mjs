// `npm run bench -- [arguments]`: makes the checkout ready, then runs the benches, which read the arguments themselves.
import { setUp } from './set-up.mjs'

await setUp()
await import('../dist/bench/main.js')
