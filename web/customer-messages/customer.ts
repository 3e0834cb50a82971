import { startDashboard } from './dashboard.ts';

startDashboard({
    role: 'customer',
    containerId: 'threads-cust',
    otherName: 'supplierName',
    otherLabel: 'Supplier',
    emptyText: 'Conversations will appear here when you contact suppliers.',
    otherPage: '/dashboard-supplier.html',
});
