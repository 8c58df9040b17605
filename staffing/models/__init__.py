"""Staff, their posts, and who teaches what."""

from staffing.models.people import HomeroomAssignment, Post, StaffMember, TeachingAssignment

__all__ = ["HomeroomAssignment", "Post", "StaffMember", "TeachingAssignment"]
