// Shows the contract that this node serves from. Relative, so that it works below any base path.
(function () {
  'use strict';
  window.SwaggerUIBundle({
    url: new URL('api/openapi.yaml', document.baseURI).href,
    dom_id: '#contract',
    deepLinking: false, // its links lie within buttons
    docExpansion: 'list',
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    syntaxHighlight: false, // its colours are for a ground of its own
    onComplete: mend,
  });
  window.kithStarted();

  // What the library leaves without a name or a place in the order is given one, whenever it draws.
  new MutationObserver(mend).observe(document.getElementById('contract'), { childList: true, subtree: true });

  function mend() {
    document.querySelectorAll('#contract select:not([aria-label])').forEach((select) => select.setAttribute('aria-label', nameOf(select)));
    document.querySelectorAll('#contract input:not([aria-label]):not([id]), #contract textarea:not([aria-label])').forEach((input) => input.setAttribute('aria-label', input.placeholder || 'Value'));
    document.querySelectorAll('#contract pre:not([tabindex]), #contract .highlight-code:not([tabindex])').forEach((block) => block.setAttribute('tabindex', '0'));
    [['.information-container', 'About the interface'], ['.scheme-container', 'Keys']].forEach(([place, name]) => document.querySelectorAll('#contract ' + place).forEach((part) => {
      set(part, 'role', 'region');
      set(part, 'aria-label', name);
    }));
    document.querySelectorAll('#contract h3.opblock-tag').forEach((heading) => set(heading, 'aria-level', '2'));
    document.querySelectorAll('#contract .opblock h4').forEach((heading) => set(heading, 'aria-level', '3'));
    document.querySelectorAll('#contract .opblock h5').forEach((heading) => set(heading, 'aria-level', '4'));
    document.querySelectorAll('#contract svg:not([aria-hidden])').forEach((picture) => picture.setAttribute('aria-hidden', 'true'));
  }

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  function nameOf(select) {
    if (select.closest('.servers')) return 'Server';
    if (select.closest('.content-type-wrapper, .response-controls')) return 'Content type';
    return 'Choice';
  }
})();
