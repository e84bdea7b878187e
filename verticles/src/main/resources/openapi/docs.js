// Shows the contract that this node serves from. Relative, so that it works below any base path.
window.SwaggerUIBundle({
  url: new URL('api/openapi.yaml', document.baseURI).href,
  dom_id: '#contract',
  deepLinking: true,
  docExpansion: 'list',
  validatorUrl: null,
});
