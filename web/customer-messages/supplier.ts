import { startDashboard } from './dashboard.ts';

startDashboard({
    role: 'supplier',
    containerId: 'threads-sup',
    otherName: 'customerName',
    otherLabel: 'Customer',
    emptyText: 'Conversations will appear here when customers contact you.',
    otherPage: '/dashboard-customer.html',
});
