/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: bbs
-- ------------------------------------------------------
-- Server version	10.11.6-MariaDB

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;

CREATE DATABASE /*!32312 IF NOT EXISTS*/ `bbs` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;

USE `bbs`;

DROP TABLE IF EXISTS `pre_common_member`;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `pre_common_member` (
  `uid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(255) NOT NULL DEFAULT '' COMMENT 'a; b, (c)',
  `username` char(15) NOT NULL DEFAULT '',
  `password` char(32) NOT NULL DEFAULT '',
  `status` tinyint(1) NOT NULL DEFAULT 0,
  `groupid` smallint(6) unsigned NOT NULL DEFAULT 0,
  `regdate` int(10) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`uid`),
  UNIQUE KEY `username` (`username`),
  KEY `email` (`email`(40))
) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

LOCK TABLES `pre_common_member` WRITE;
/*!40000 ALTER TABLE `pre_common_member` DISABLE KEYS */;
INSERT INTO `pre_common_member` VALUES
(1,'admin@example.test','admin','junk',0,1,1262304000),
(2,'','编辑老周','junk',0,17,1300000000),
(3,'no address','A&amp;B读者','junk',0,10,1300000100),
(4,'ABC@Example.test','Ａbc','junk',0,10,1300000200),
(5,'abc@example.test','abc','junk',0,10,1300000300),
(6,'gone@example.test','捣乱的人','junk',0,5,1300000400);
/*!40000 ALTER TABLE `pre_common_member` ENABLE KEYS */;
UNLOCK TABLES;

CREATE TABLE `pre_common_member_archive` (
  `uid` mediumint(8) unsigned NOT NULL,
  `email` varchar(255) NOT NULL DEFAULT '',
  `username` char(15) NOT NULL DEFAULT '',
  `status` tinyint(1) NOT NULL DEFAULT 0,
  `groupid` smallint(6) unsigned NOT NULL DEFAULT 0,
  `regdate` int(10) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`uid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_common_member_archive` VALUES (7,'','老读者',0,10,1200000000),(1,'','admin',0,1,1262304000);

CREATE TABLE `pre_common_setting` (
  `skey` varchar(255) NOT NULL DEFAULT '',
  `svalue` text NOT NULL,
  PRIMARY KEY (`skey`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_common_setting` VALUES ('bbname','望潮&amp;云渡'),('siteurl','http://www.wangchao.example/bbs/'),('rewriterule','a:1:{s:14:\"portal_article\";s:22:\"article-{id}-{page}.html\";}');

CREATE TABLE `pre_common_syscache` (
  `cname` varchar(32) NOT NULL,
  `ctype` tinyint(3) unsigned NOT NULL,
  `dateline` int(10) unsigned NOT NULL,
  `data` mediumblob NOT NULL,
  PRIMARY KEY (`cname`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_common_syscache` VALUES ('click',1,1,_binary 'a:1:{s:3:\"aid\";a:3:{i:1;a:2:{s:7:\"clickid\";s:2:\"14\";s:4:\"name\";s:6:\"鲜花\";}i:2;a:2:{s:7:\"clickid\";s:2:\"13\";s:4:\"name\";s:6:\"握手\";}i:3;a:2:{s:7:\"clickid\";s:2:\"21\";s:4:\"name\";s:6:\"感动\";}}}');

CREATE TABLE `pre_forum_attachment` (
  `aid` int(10) NOT NULL,
  `note` text NOT NULL
) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_forum_attachment` VALUES (1,'a table nobody asked for; it\'s full of ''traps'', (brackets), \\ and \"quotes\";\nINSERT INTO `pre_common_member` VALUES (99);');

CREATE TABLE `pre_forum_thread` (`tid` int(10) NOT NULL, `subject` varchar(80) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_forum_thread` VALUES (40,'帖子');
CREATE TABLE `pre_forum_post` (`pid` int(10) NOT NULL, `tid` int(10) NOT NULL, `first` tinyint(1) NOT NULL, `message` mediumtext NOT NULL, `invisible` tinyint(1) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_forum_post` VALUES (1,40,1,'楼主',0),(2,40,0,'沙发',0),(3,40,0,'删了',-5);

CREATE TABLE `pre_home_clickuser` (
  `uid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `username` varchar(15) NOT NULL DEFAULT '',
  `id` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `idtype` varchar(15) NOT NULL DEFAULT '',
  `clickid` smallint(6) unsigned NOT NULL DEFAULT 0,
  `dateline` int(10) unsigned NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_home_clickuser` VALUES
(3,'A&amp;B读者',101,'aid',1,1700000500),
(4,'Ａbc',101,'aid',1,1700000600),
(4,'Ａbc',101,'aid',2,1700000700),
(5,'',101,'aid',2,1700000800),
(88,'走了的人',101,'aid',2,1700000900),
(3,'A&amp;B读者',109,'aid',1,1700000500),
(3,'A&amp;B读者',555,'aid',1,1700000500),
(3,'A&amp;B读者',101,'blogid',1,1700000500);

CREATE TABLE `pre_home_favorite` (`favid` int(10) NOT NULL, `uid` int(10) NOT NULL, `id` int(10) NOT NULL, `idtype` varchar(255) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_home_favorite` VALUES (1,3,101,'aid'),(2,3,40,'tid');

CREATE TABLE `pre_portal_article_content` (
  `cid` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `aid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `id` int(10) unsigned NOT NULL DEFAULT 0,
  `idtype` varchar(255) NOT NULL DEFAULT '',
  `title` varchar(255) NOT NULL DEFAULT '',
  `content` text NOT NULL,
  `pageorder` smallint(6) unsigned NOT NULL DEFAULT 0,
  `dateline` int(10) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`cid`),
  KEY `aid` (`aid`,`pageorder`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_article_content` VALUES
(1,101,0,'','','<p>　　渡口的灯亮了。</p><p align=\"center\"><a href=\"data/attachment/portal/202401/05/lamp.jpg\" target=\"_blank\"><img src=\"data/attachment/portal/202401/05/lamp.jpg.thumb.jpg\" /></a></p><p align=\"center\"><font color=\"#808080\" size=\"2\">▲ 夜里的渡口　罗小满 摄</font></p><p>船工说：&ldquo;等了十年。&rdquo;</p><p><img src=\"http://www.wangchao.example/bbs/data/attachment/portal/202401/05/quay.png\"></p><script>alert(\'x\')</script><p onclick=\"go()\">完</p>',1,1700000000),
(2,102,0,'','上篇','上篇正文第一段。<br />\r\n<br />\r\n　　第二段。',1,1700000000),
(3,102,0,'','下篇 &quot;续&quot;','<strong>下篇</strong>正文。<br /><strong>##########NextPage[title=尾声]##########</strong><br />尾声正文。',2,1700000000),
(4,103,0,'','','待审的稿子',1,1700000000),
(5,104,0,'','','被忽略的稿子',1,1700000000),
(6,106,40,'tid','','转自论坛<br /><div class=\"quote\"><blockquote>原话</blockquote></div>回复',1,1700000000),
(7,107,0,'','','<p>附件见下。</p><p><a href=\"portal.php?mod=attachment&id=3\" target=\"_blank\" class=\"attach\">时刻表.txt</a></p><p>[media=mp4,500,375]https://www.bilibili.com/video/BV1xx411c7mD[/media]</p><p>[flash]http://v.example/a.swf[/flash]</p><p><img src=\"http://img.remote.example/far.jpg\" /></p><p><img src=\"data/attachment/portal/202401/05/lost.jpg\"></p><p>另见<a href=\"portal.php?mod=view&aid=101\">旧文</a></p>',1,1700000000),
(8,108,0,'','','将来的稿子',1,1700000000);

CREATE TABLE `pre_portal_article_count` (
  `aid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `catid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `viewnum` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `commentnum` mediumint(8) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`aid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_article_count` VALUES (101,3,2586,9),(102,3,12,0),(109,3,5,1);

CREATE TABLE `pre_portal_article_related` (
  `aid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `raid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `displayorder` mediumint(8) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`aid`,`raid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_article_related` VALUES (101,106,0),(101,102,1),(106,101,0),(102,101,0),(101,109,2),(107,101,0);

CREATE TABLE `pre_portal_article_title` (
  `aid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `catid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `uid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `username` varchar(255) NOT NULL DEFAULT '',
  `title` varchar(255) NOT NULL DEFAULT '',
  `highlight` varchar(255) NOT NULL DEFAULT '',
  `author` varchar(255) NOT NULL DEFAULT '',
  `from` varchar(255) NOT NULL DEFAULT '',
  `fromurl` varchar(255) NOT NULL DEFAULT '',
  `url` varchar(255) NOT NULL DEFAULT '',
  `summary` varchar(255) NOT NULL DEFAULT '',
  `pic` varchar(255) NOT NULL DEFAULT '',
  `thumb` tinyint(1) NOT NULL DEFAULT 0,
  `remote` tinyint(1) NOT NULL DEFAULT 0,
  `id` int(10) unsigned NOT NULL DEFAULT 0,
  `idtype` varchar(255) NOT NULL DEFAULT '',
  `allowcomment` tinyint(1) NOT NULL DEFAULT 0,
  `owncomment` tinyint(1) NOT NULL DEFAULT 0,
  `click1` smallint(6) unsigned NOT NULL DEFAULT 0,
  `click2` smallint(6) unsigned NOT NULL DEFAULT 0,
  `click3` smallint(6) unsigned NOT NULL DEFAULT 0,
  `tag` tinyint(8) unsigned NOT NULL DEFAULT 0,
  `dateline` int(10) unsigned NOT NULL DEFAULT 0,
  `status` tinyint(1) NOT NULL DEFAULT 0,
  PRIMARY KEY (`aid`),
  KEY `catid` (`catid`,`dateline`)
) ENGINE=InnoDB AUTO_INCREMENT=110 DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_article_title` VALUES
(101,3,2,'编辑老周','渡口的灯 &amp;amp; 船 | 夜','#EE1B2E|1|0|','林青','望潮&amp;云渡','','','　　渡口的灯亮了。 ...','portal/202401/05/lamp.jpg',1,0,0,'',1,0,7,4,0,8,1700000000,0),
(102,3,2,'编辑老周','两页的故事','|||','','云渡晚报','http://evening.yundu.example/','','','',0,0,0,'',0,0,0,0,0,0,1700001000,0),
(103,4,3,'A&amp;B读者','待审','','','','','','','',0,0,0,'',1,0,0,0,0,0,1700002000,1),
(104,4,3,'A&amp;B读者','忽略','','','','','','','',0,0,0,'',1,0,0,0,0,0,1700003000,2),
(105,5,2,'编辑老周','只是一条链接','','','云渡晚报 ','http://evening.yundu.example/n/5.html','http://special.example/5','','',0,0,0,'',1,0,0,0,0,0,1700004000,0),
(106,5,2,'编辑老周','从论坛来','','','','','','','',0,0,40,'tid',1,0,0,0,2,0,1700005000,0),
(107,3,2,'编辑老周','附件和影片','','','本站原创','','','','portal/202401/05/none.jpg',0,0,0,'',1,0,0,0,0,0,1700006000,0),
(108,3,2,'编辑老周','将来','','','','','','','',0,0,0,'',1,0,0,0,0,0,4000000000,0),
(110,77,2,'编辑老周','没有栏目','','','','','','','',0,0,0,'',1,0,0,0,0,0,1700007000,0);

CREATE TABLE `pre_portal_article_trash` (`aid` mediumint(8) unsigned NOT NULL, `content` text NOT NULL, PRIMARY KEY (`aid`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_article_trash` VALUES (109,'a:1:{s:3:\"aid\";s:3:\"109\";}');

CREATE TABLE `pre_portal_attachment` (
  `attachid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `uid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `filename` varchar(255) NOT NULL DEFAULT '',
  `attachment` varchar(255) NOT NULL DEFAULT '',
  `isimage` tinyint(1) NOT NULL DEFAULT 0,
  `remote` tinyint(1) NOT NULL DEFAULT 0,
  `aid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`attachid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_attachment` VALUES (1,2,'DSC_0001.jpg','202401/05/lamp.jpg',1,0,101),(2,2,'没用上.png','202401/05/unused.png',1,0,0),(3,2,'时刻表.txt','202401/05/timetable.txt',0,0,107),(4,2,'lost.jpg','202401/05/lost.jpg',1,0,107),(5,2,'broken.jpg','202401/05/broken.jpg',1,0,0),(6,2,'passwd','../../../outside.txt',0,0,0);

CREATE TABLE `pre_portal_category` (
  `catid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `upid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `catname` varchar(255) NOT NULL DEFAULT '',
  `allowcomment` tinyint(1) NOT NULL DEFAULT 1,
  `displayorder` smallint(6) NOT NULL DEFAULT 0,
  `url` varchar(255) NOT NULL DEFAULT '',
  `closed` tinyint(1) NOT NULL DEFAULT 0,
  `shownav` tinyint(1) NOT NULL DEFAULT 0,
  `description` text NOT NULL,
  `seotitle` text NOT NULL,
  `disallowpublish` tinyint(1) NOT NULL DEFAULT 0,
  `foldername` varchar(255) NOT NULL DEFAULT '',
  `notshowarticlesummay` varchar(255) NOT NULL DEFAULT '',
  `perpage` smallint(6) NOT NULL DEFAULT 0,
  PRIMARY KEY (`catid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_category` VALUES
(1,0,'新闻 &amp; 时事',1,2,'',0,1,'城里的事','新闻频道',0,'news','0',30),
(3,1,'本地',1,0,'',0,0,'','',0,'local','1',0),
(4,1,'读者来稿',0,1,'',1,0,'','',1,'local','0',500),
(5,4,'旧闻',1,0,'',0,0,'','',1,'','0',0),
(6,0,'论坛',1,1,'http://www.wangchao.example/bbs/forum.php',0,1,'','',0,'','',0),
(7,8,'转圈甲',1,9,'',0,0,'','',0,'','',0),
(8,7,'转圈乙',1,9,'',0,0,'','',0,'','',0);

CREATE TABLE `pre_portal_comment` (
  `cid` mediumint(8) unsigned NOT NULL AUTO_INCREMENT,
  `uid` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `username` varchar(255) NOT NULL DEFAULT '',
  `id` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `idtype` varchar(20) NOT NULL DEFAULT '',
  `postip` varchar(255) NOT NULL DEFAULT '',
  `dateline` int(10) unsigned NOT NULL DEFAULT 0,
  `status` tinyint(1) NOT NULL DEFAULT 0,
  `message` text NOT NULL,
  PRIMARY KEY (`cid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_comment` VALUES
(1,3,'A&amp;B读者',101,'aid','203.0.113.77',1700000100,0,'好看😀 &lt;b&gt;真的&lt;/b&gt; &amp;amp;'),
(2,4,'Ａbc',101,'aid','203.0.113.78',1700000200,0,'<div class=\"quote\"><blockquote>A&amp;B读者: 好看<br />\n真的</blockquote></div>同意<br />\n见 <a href=\"http://x.example/\" target=\"_blank\">这里</a> <img src=\"static/image/smiley/comcom/3.gif\" class=\"vm\"> '),
(3,0,'',101,'aid','','1700000300',0,'游客一句'),
(4,3,'A&amp;B读者',101,'aid','203.0.113.77',1700000400,1,'待审的话'),
(5,3,'A&amp;B读者',101,'aid','203.0.113.77',1700000450,1,'被忽略的话'),
(6,88,'走了的人',101,'aid','',1700000460,0,'我走了'),
(7,3,'A&amp;B读者',109,'aid','',1700000470,0,'回收站里的'),
(8,3,'A&amp;B读者',999,'aid','',1700000480,0,'哪篇都不是'),
(9,3,'A&amp;B读者',1,'topicid','',1700000490,0,'专题上的'),
(10,3,'A&amp;B读者',103,'aid','',1700000495,0,'待审稿上的');
CREATE TABLE `pre_portal_comment_moderate` (`id` int(10) unsigned NOT NULL, `idtype` varchar(15) NOT NULL, `status` tinyint(3) NOT NULL, `dateline` int(10) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_comment_moderate` VALUES (4,'aid_cid',0,1),(5,'aid_cid',1,1);
CREATE TABLE `pre_portal_topic` (`topicid` int(10) NOT NULL, `title` varchar(255) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `pre_portal_topic` VALUES (1,'专题');

-- Dump completed on 2024-02-01  3:00:00
