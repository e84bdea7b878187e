/**
 * The smallest job: one run, no sharding. What is logged and what is returned come back together.
 *
 * @title Hello
 * @args {"name": "world"}
 * @expect "Hello, world!"
 */
console.log("running with arguments", JSON.stringify(args));
return `Hello, ${args.name}!`;
