import '../dist/src/cli/main2.js';
