export default { files: ['.t-sim/src/tidy.test.js'], timeout: '2m', concurrency: 2 }
