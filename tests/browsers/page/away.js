// Where a check goes to come back from.
window.addEventListener('pageshow', () => setTimeout(() => history.back(), 500));
