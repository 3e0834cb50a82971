// The main scenario: two people on the two pages, with the real server between them. By subject:
import './real-time/delivery.js';
import './real-time/outages.js';
import './real-time/people.js';
import './real-time/page.js';
