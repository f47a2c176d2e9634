export default { files: ['.t-sim/src/{sim,parity,lab,cli}/**/*.test.js'], timeout: '2m', concurrency: 2 }
