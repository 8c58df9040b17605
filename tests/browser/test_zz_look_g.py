import datetime
from django.utils import timezone
from django.core.management import call_command
from eduportal import scoping
from tests import factories
from tests.browser.marksheet import SheetInBrowser
from staffing.models import *
from schools.models import Subject
from staffing.services import *
from staffing.selectors.cells import contents_on, CellKey
from students.choices import Began

SUBJ=[("VAN","Ngữ văn","Văn",140),("TOAN","Toán","Toán",140),("ANH","Tiếng Anh","Anh",105),("GDCD","Giáo dục công dân","GDCD",35),("LSDL","Lịch sử và Địa lí","LS&ĐL",105),("KHTN","Khoa học tự nhiên","KHTN",140),("CN","Công nghệ","CN",35),("TIN","Tin học","Tin",35),("GDTC","Giáo dục thể chất","GDTC",70),("NT","Nghệ thuật","NT",70),("HDTN","Hoạt động trải nghiệm, hướng nghiệp","HĐTN-HN",105),("DP","Nội dung giáo dục của địa phương","ĐP",35)]
PEOPLE=["Đặng Khánh Trúc","Lê Thu Hà","Phan Văn Quý","Nguyễn Hữu Tài","Lê Tấn Lộc","Lương Quốc Bảo","Trần Thanh Tuyền","Trương Văn Hải","Hồ Thị Diệp","Phạm Mỹ Loan"]

def test_look(context, live_server, committed_world):
    w=committed_world
    with scoping.everywhere("look"):
        school=w.classes[w.school][0].school
        for gid in (6,7,8,9):
            level=factories.GradeLevelFactory(id=gid)
            for pos,(c,n,s,p) in enumerate(SUBJ):
                sub=factories.SubjectFactory(code=c,name=n,short_name=s,position=pos+1)
                Subject.objects.filter(pk=sub.pk).update(short_name=s,position=pos+1)
                factories.CurriculumLineFactory(grade_level=level,subject=sub,annual_periods=p)
            for k in range(1 if gid>6 else 3,6):
                factories.ClassGroupFactory(school=w.school,school_year=w.year,grade_level=level,name=f"{gid}A{k}")
        level10=factories.GradeLevelFactory(id=10,stage="upper")if False else None
        people=[factories.StaffMemberFactory(school=w.school,full_name=n) for n in PEOPLE]
        # newcomer
        stay=w.record.enrolment; stay.starts_on=timezone.localdate()-datetime.timedelta(3); stay.began=Began.TRANSFER; stay.save()
        # electives class in a neighbour THPT
    b=SheetInBrowser(context, live_server.url, w); b.sign_in("head"); b.speak("vi")
    page=b.page
    def shot(name, path, sizes=((1366,768),(390,844)), full=False):
        for wd,h in sizes:
            page.set_viewport_size({"width":wd,"height":h})
            page.goto(live_server.url+path); page.wait_for_timeout(300)
            page.screenshot(path=f"/tmp/g_look/{name}-{wd}.png", full_page=full)
            over=page.evaluate("document.documentElement.scrollWidth-document.documentElement.clientWidth")
            print(name,wd,"overflow",over)
    shot("empty","/assignments/")
    with scoping.everywhere("look"):
        from staffing.selectors.matrix import classes_of, matrix_for
        groups=classes_of(w.school,w.year); day=timezone.localdate()
        m=matrix_for(groups,day); edits=[]
        for i,row in enumerate(m.rows):
            for j,cell in enumerate(row.cells):
                if cell and not cell.content.given and (i*7+j)%11 and not (j==12 and i>8):
                    edits.append(CellEdit(cell.class_group.public_id,cell.subject_code,"",(Wanted(people[(i//3+j)%10].public_id),)))
        r=assign_cells(school=w.school,school_year=w.year,on=day,edits=edits); print({x.status for x in r})
        d=start_draft(school=w.school,school_year=w.year,on=day+datetime.timedelta(14),by="Nguyễn Nhật Sơn")
        m=matrix_for(groups,d.starts_on); e=[]
        for cell in [c for row in m.rows[:4] for c in row.cells[:3] if c]:
            e.append(CellEdit(cell.class_group.public_id,cell.subject_code,cell.content.value,(Wanted(people[3].public_id),)))
        e.append(CellEdit(m.rows[0].class_group.public_id,"homeroom",m.rows[0].cells[-1].content.value,(Wanted(people[4].public_id),)))
        print({x.status for x in change_draft(draft_id=d.pk,on=d.starts_on,edits=e,by="Nguyễn Nhật Sơn")})
    shot("matrix","/assignments/")
    shot("matrixdraft","/assignments/?draft=1")
    shot("draft","/assignments/draft/")
    shot("teachers","/assignments/teachers/")
    with scoping.everywhere("look"): pid=people[0].public_id
    shot("subst",f"/assignments/substitutes/?absent={pid}&starts_on={day}&ends_on={day+datetime.timedelta(5)}")
    shot("class",f"/assignments/classes/{w.class_group.public_id}/")
    shot("past",f"/assignments/classes/{w.class_group.public_id}/history/")
    shot("outside",f"/students/{stay.student.public_id}/outside/")
    b.speak("en"); shot("matrix-en","/assignments/",((1366,768),)); shot("draft-en","/assignments/draft/",((1366,768),))
    b.sign_in("teacher"); b.speak("vi"); shot("sheet",f"/marksheets/{w.sheet.public_id}/")
