// The page to which a check navigates in order to come back.
window.addEventListener('pageshow', () => setTimeout(() => history.back(), 500));
